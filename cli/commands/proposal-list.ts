import { defineCommand, readingOptions } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { given } from '../given.ts';
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
    ...readingOptions,
  },
  examples: [
    { words: 'proposal list', does: 'what waits for a decision' },
    { words: 'proposal list --at 2026-03-31', does: 'what waited for one at the end of March' },
    { words: 'proposal list --state all --json', does: 'every proposal there was, for a program' },
  ],
  async run({ state, at }, context) {
    const { proposals } = await context.registry();
    const answer = await proposals.list({ state, ...given({ at }) });
    return answered(answer, presentProposals, { warnings: faultWarnings(answer.faults) });
  },
});
