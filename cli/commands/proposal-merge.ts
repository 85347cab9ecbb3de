import { defineCommand, writingOptions } from '../command.ts';
import { policySaysNo } from '../exit-codes.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { isRefusedMerge, presentMerge } from '../presenters/merge.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalMerge = defineCommand({
  arguments: proposalArgument,
  options: {
    breakGlass: { help: 'Merge before approval, where the policy names you; needs --reason.' },
    ...writingOptions,
  },
  notes: [
    'Judged once more at the merge. Every gate must pass, be waived or be skipped; else nothing moves and the exit code is 3.',
  ],
  examples: [
    { words: 'proposal merge 7', does: 'move the stage and publish exactly the image that was reviewed' },
    { words: 'proposal merge 7 --dry-run', does: 'judge it and see what the merge would do' },
  ],
  async run({ id, breakGlass, dryRun, reason }, context) {
    const { proposals } = await context.registry();
    const answer = await proposals.merge(id, { breakGlass, dryRun, ...given({ reason }) });
    return answered(answer, presentMerge, { exitCode: isRefusedMerge(answer) ? policySaysNo : 0 });
  },
});
