import { list, object, property } from '../schema.ts';
import { instant, reason, slug } from '../vocabulary.ts';

const verdict = object(
  {
    gate: property(slug, { title: 'Gate', description: 'The id of the gate that answered.', examples: ['servable'] }),
    verdict: property(
      { type: 'string', enum: ['pass', 'fail', 'pending', 'waived', 'skipped'] },
      {
        title: 'Verdict',
        description:
          'pending: people or time can still satisfy it. waived: someone whom the policy names let it go. skipped: the policy says that it does not apply.',
        examples: ['pass'],
      },
    ),
    reason: property(reason, {
      title: 'Reason',
      description: 'Why the gate answered so, in words for people.',
      examples: ['accuracy 0.96 is at least 0.9 on iris-test'],
    }),
    until: property(instant, {
      title: 'Until',
      description: 'When time alone may change the answer, or when the waiver ends.',
      examples: ['2026-12-01T00:00:00Z'],
    }),
  },
  ['until'],
);

export const verdicts = property(list(verdict), {
  title: 'Verdicts',
  description: 'What every gate answered, in the order of the policy.',
  examples: [[{ gate: 'servable', verdict: 'pass', reason: 'It was converted to ONNX.' }]],
});
