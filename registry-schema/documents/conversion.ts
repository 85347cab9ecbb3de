import { list, object, property, variants } from '../schema.ts';
import { count, digest, fraction, line, positive, prose, shortLine } from '../vocabulary.ts';

const parity = object({
  between: property(list(shortLine, { minItems: 2 }), {
    title: 'Compared',
    description: "Whose answers were compared: our interpreter's, ONNX Runtime's, the framework's own.",
    examples: [['interpreter', 'onnxruntime']],
  }),
  rows: property(count, { title: 'Rows', description: 'How many rows were compared.', examples: [500] }),
  maxAbsolute: property(fraction, {
    title: 'Largest absolute difference',
    description: 'The largest difference between two answers for one row.',
    examples: [1.1e-15],
  }),
  maxRelative: property(fraction, {
    title: 'Largest relative difference',
    description: 'The largest difference in proportion to the answer.',
    examples: [3.2e-15],
  }),
  labelsDiffering: property(count, {
    title: 'Labels that differ',
    description: 'For how many rows the answers name different classes.',
    examples: [0],
  }),
  tolerance: property(fraction, {
    title: 'Tolerance',
    description: 'The difference up to which the answers count as equal.',
    examples: [1e-9],
  }),
  sampleDigest: property(digest, {
    title: 'Digest of the sample',
    description: 'The digest of the rows that were compared, in their canonical form.',
    examples: ['sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'],
  }),
});

const outcome = property(
  { type: 'string' },
  {
    title: 'Outcome',
    description:
      'converted: an ONNX model was made from the source. accepted: the source is ONNX and served as it is. unsupported: it cannot be served.',
    examples: ['converted', 'accepted', 'unsupported'],
  },
);

const warnings = property(list(prose), {
  title: 'Warnings',
  description: 'What a reviewer should know about the conversion.',
  examples: [['The model was trained with scikit-learn 0.24; attributes of that version were translated.']],
  default: [],
});

export const conversion = variants(outcome, 'outcome', {
  converted: object(
    {
      outcome,
      converter: property(positive, {
        title: 'Converter',
        description: 'The version of the converter: the same source and converter give the same bytes.',
        examples: [1],
      }),
      parity: property(parity, {
        title: 'Parity certificate',
        description: "How far the served model is from the framework's own answers.",
        examples: [
          {
            between: ['interpreter', 'onnxruntime'],
            rows: 500,
            maxAbsolute: 1.1e-15,
            maxRelative: 3.2e-15,
            labelsDiffering: 0,
            tolerance: 1e-9,
            sampleDigest: 'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
          },
        ],
      }),
      warnings,
    },
    ['warnings'],
  ),
  accepted: object({ outcome, warnings }, ['warnings']),
  unsupported: object(
    {
      outcome,
      reason: property(prose, {
        title: 'Reason',
        description: 'Why the model cannot be served.',
        examples: ['KernelPCA has no ONNX form yet.'],
      }),
      path: property(line, {
        title: 'Place in the model',
        description: 'Where in the model the part is that cannot be converted.',
        examples: ['pipeline.steps[1].pca'],
      }),
      class: property(line, {
        title: 'Class',
        description: 'The class of that part.',
        examples: ['sklearn.decomposition.KernelPCA'],
      }),
    },
    ['path', 'class'],
  ),
});
