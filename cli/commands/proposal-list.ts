import { defineCommand } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { answered } from '../outcome.ts';
import { presentProposals } from '../presenters/proposals.ts';

export const proposalList = defineCommand({
  arguments: {},
  options: {
    state: {
      value: 'state',
      help: 'open, merged, closed or all.',
      choices: ['open', 'merged', 'closed', 'all'],
      fallback: 'open',
    },
  },
  examples: [
    { words: 'proposal list', does: 'what waits for a decision' },
    { words: 'proposal list --state all --json', does: 'every proposal there was, for a program' },
  ],
  async run({ state }, context) {
    const { proposals } = await context.registry();
    const answer = await proposals.list({ state });
    return answered(answer, presentProposals, { warnings: faultWarnings(answer.faults) });
  },
});
