import { defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentProposal } from '../presenters/proposal.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalReject = defineCommand({
  arguments: proposalArgument,
  options: {
    comment: { value: 'text', help: 'What must change.' },
  },
  examples: [{ words: 'proposal reject 7 --comment "recall of virginica fell"', does: 'say no, and why' }],
  async run({ id, comment }, context) {
    const { proposals } = await context.registry();
    return answered(await proposals.reject(id, given({ comment })), presentProposal);
  },
});
