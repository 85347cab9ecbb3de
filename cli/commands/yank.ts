import { defineCommand, reasonedOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentStatus } from '../presenters/status.ts';

export const yank = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.0.0.', complete: 'ref' },
  },
  options: reasonedOptions,
  notes: [
    'A yanked version is never promoted again and never chosen as latest. Its record and its bytes stay.',
    'While it holds a stage it cannot be yanked: roll the stage back first.',
  ],
  examples: [{ words: 'yank iris@1.1.0 --reason "leaks the target column"', does: 'take a broken version out of use' }],
  async run({ ref, ...options }, context) {
    const { models } = await context.registry();
    return answered(await models.yank(ref, given(options)), presentStatus);
  },
});
