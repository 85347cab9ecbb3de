import { defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentProposal } from '../presenters/proposal.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalClose = defineCommand({
  arguments: proposalArgument,
  options: {
    reason: { value: 'text', help: 'Why; it stays in the history.' },
  },
  examples: [{ words: 'proposal close 7 --reason "superseded by 8"', does: 'end it without merging' }],
  async run({ id, reason }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.close(id, given({ reason })), presentProposal);
  },
});
