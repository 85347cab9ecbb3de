import type { ProposalSummary } from '../../core/answers.ts';

/** Where a proposal can be looked at; a local one has no page. */
export function webAddress({ url }: Pick<ProposalSummary, 'url'>): string | undefined {
  return /^https?:/.test(url) ? url : undefined;
}
