import { list, nullable, object, property } from '../schema.ts';
import { digest, line, nullableDigest, person, prose, publishedReference } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { verdicts } from './verdict.ts';

const image = object({
  reference: property(publishedReference, {
    title: 'Reference',
    description: 'The address with the digest that people pull.',
    examples: ['ghcr.io/acme/iris-classifier@sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce'],
  }),
  digest: property(digest, {
    title: 'Digest',
    description: 'The digest of the published image.',
    examples: ['sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce'],
  }),
});

export const receipt = document({
  kind: 'Receipt',
  path: 'receipts/<model>/<stage>/<generation>.yaml',
  branch: 'records',
  title: 'Receipt of a publication',
  description: 'What was published when, on which verdicts and approvals. Each receipt names the one before.',
  properties: {
    model: coordinates.model,
    stage: coordinates.stage,
    generation: coordinates.generation,
    version: coordinates.heldVersion,
    manifestDigest: property(nullableDigest, {
      title: 'Manifest digest',
      description: "The digest of that version's manifest; null when the stage was emptied.",
      examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', null],
    }),
    commit: coordinates.commit,
    image: property(nullable(image), {
      title: 'Image',
      description: 'What was published; null when nothing runs.',
      examples: [
        {
          reference:
            'ghcr.io/acme/iris-classifier@sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
          digest: 'sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
        },
        null,
      ],
    }),
    approvals: property(list(line), {
      title: 'Approvals',
      description: 'Who approved.',
      examples: [['ben']],
    }),
    verdicts,
    publishedBy: property(person, {
      title: 'Published by',
      description: 'Who, or which program, published.',
      examples: ['ben'],
    }),
    at: coordinates.at,
    previous: property(nullableDigest, {
      title: 'Previous receipt',
      description: 'The digest of the receipt of the generation published before this one; null for the first.',
      examples: ['sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', null],
    }),
    signature: property(prose, {
      title: 'Signature',
      description:
        'A cryptographic signature of the receipt without this field, where a key or keyless signing is set up.',
      examples: ['-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n'],
    }),
  },
  optional: ['signature'],
  examples: [
    {
      model: 'iris-classifier',
      stage: 'production',
      generation: 3,
      version: '1.4.0',
      manifestDigest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      image: null,
      approvals: ['ben'],
      verdicts: [{ gate: 'servable', verdict: 'pass', reason: 'It was converted to ONNX.' }],
      publishedBy: 'ben',
      at: '2026-11-25T12:00:00Z',
      previous: null,
    },
  ],
});
