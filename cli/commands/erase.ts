import { defineCommand, reasonedOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentErase } from '../presenters/erase.ts';

export const erase = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.0.0.', complete: 'ref' },
  },
  options: reasonedOptions,
  notes: [
    'Opens a proposal; its merge deletes the bytes from every store that registry.yaml names, except those that other versions have too. Nothing brings them back.',
    'The manifest, the evaluations, the history and the number stay, with a tombstone that says who erased it and why. While the version holds a stage it cannot be erased.',
    'docs/erasure.md says what is not reached: clones, Git LFS servers, images that were copied, and what stands in the history of Git.',
  ],
  examples: [
    {
      words: 'erase iris@1.0.0 --reason "trained on data that had to go" --dry-run',
      does: 'see what would be deleted',
    },
    { words: 'erase iris@1.0.0 --reason "trained on data that had to go"', does: 'propose it' },
  ],
  async run({ ref, ...options }, context) {
    const { models } = await context.registry();
    const answer = await models.erase(ref, given(options));
    return answered(answer, presentErase, { warnings: answer.warnings });
  },
});
