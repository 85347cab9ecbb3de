import { defineCommand, dryRunOption } from '../command.ts';
import { answered } from '../outcome.ts';
import { presentProposalStep } from '../presenters/proposal-step.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalRefresh = defineCommand({
  arguments: proposalArgument,
  options: dryRunOption,
  notes: ['A refresh that changes what would be merged voids the approvals it had.'],
  examples: [{ words: 'proposal refresh 7', does: 'plan and judge it again on the registry as it stands now' }],
  async run({ id, dryRun }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.refresh(id, { dryRun }), (answer, page) =>
      presentProposalStep(answer, { step: 'refresh', dryRun }, page),
    );
  },
});
