import { defineCommand, dryRunOption } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentProposalStep } from '../presenters/proposal-step.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalReject = defineCommand({
  arguments: proposalArgument,
  options: {
    comment: { value: 'text', help: 'What must change.' },
    ...dryRunOption,
  },
  examples: [{ words: 'proposal reject 7 --comment "recall of virginica fell"', does: 'say no, and why' }],
  async run({ id, comment, dryRun }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.reject(id, { dryRun, ...given({ comment }) }), (answer, page) =>
      presentProposalStep(answer, { step: 'reject', dryRun }, page),
    );
  },
});
