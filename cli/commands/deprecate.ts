import { defineCommand, reasonedOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentStatus } from '../presenters/status.ts';

export const deprecate = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.0.0.', complete: 'ref' },
  },
  options: {
    replacement: { value: 'ref', help: 'The version to use instead.', complete: 'ref' },
    ...reasonedOptions,
  },
  notes: ['A deprecated version keeps working, and may hold stages. Everybody who looks at it is told.'],
  examples: [
    {
      words: 'deprecate iris@1.0.0 --replacement iris@1.2.0 --reason "trained on the old sensors"',
      does: 'advise everybody to move on',
    },
  ],
  async run({ ref, ...options }, context) {
    const { models } = await context.registry();
    return answered(await models.deprecate(ref, given(options)), presentStatus);
  },
});
