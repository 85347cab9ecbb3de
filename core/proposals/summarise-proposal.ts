import type { ProposalSummary } from '../answers.ts';
import type { Proposal } from '../ports/forge.ts';

export function summariseProposal(proposal: Proposal): ProposalSummary {
  const {
    id,
    url,
    branch,
    kind,
    state,
    title,
    model,
    stage,
    version,
    replaces,
    requestedBy,
    openedBy,
    openedAt,
    draft,
  } = proposal;
  return {
    id,
    kind,
    url,
    branch,
    state,
    title,
    model,
    stage: stage ?? null,
    version: version ?? null,
    replaces: replaces ?? null,
    requestedBy,
    openedBy,
    openedAt,
    draft,
  };
}
