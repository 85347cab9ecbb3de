import { defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentMerge } from '../presenters/merge.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalMerge = defineCommand({
  arguments: proposalArgument,
  options: {
    breakGlass: { help: 'Merge before approval, where the policy names you; needs --reason.' },
    reason: { value: 'text', help: 'Why; it stays in the history.' },
  },
  notes: [
    'Judged once more at the merge. Every gate must pass, be waived or be skipped; else nothing moves and the exit code is 3.',
  ],
  examples: [{ words: 'proposal merge 7', does: 'move the stage and publish exactly the image that was reviewed' }],
  async run({ id, breakGlass, reason }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.merge(id, { breakGlass, ...given({ reason }) }), presentMerge);
  },
});
