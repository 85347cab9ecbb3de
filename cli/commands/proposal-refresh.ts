import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { presentProposal } from '../presenters/proposal.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalRefresh = defineCommand({
  arguments: proposalArgument,
  options: {},
  notes: ['A refresh that changes what would be merged voids the approvals it had.'],
  examples: [{ words: 'proposal refresh 7', does: 'plan and judge it again on the registry as it stands now' }],
  async run({ id }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.refresh(id), presentProposal);
  },
});
