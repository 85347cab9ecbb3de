import type { ArgumentSpecs } from './command.ts';

/** The argument of every command about one proposal. */
export const proposalArgument = {
  id: { help: 'The number of the proposal.', complete: 'proposal' },
} as const satisfies ArgumentSpecs;
