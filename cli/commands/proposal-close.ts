import { defineCommand, writingOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentProposalStep } from '../presenters/proposal-step.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalClose = defineCommand({
  arguments: proposalArgument,
  options: {
    ...writingOptions,
  },
  examples: [{ words: 'proposal close 7 --reason "superseded by 8"', does: 'end it without merging' }],
  async run({ id, dryRun, reason }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.close(id, { dryRun, ...given({ reason }) }), (answer, page) =>
      presentProposalStep(answer, { step: 'close', dryRun }, page),
    );
  },
});
