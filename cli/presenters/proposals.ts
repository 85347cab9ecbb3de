import type { ListedProposal, ProposalList } from '../../core/answers.ts';
import { formatInstant } from '../../core/domain/units.ts';
import { blocks, nextCommands, type Page, type Paint, paint, table } from '../page.ts';

const styles: Readonly<Record<ListedProposal['state'], Paint>> = { open: 'green', merged: 'cyan', closed: 'dim' };

export function presentProposals({ proposals }: Pick<ProposalList, 'proposals'>, page: Page): string {
  const [first] = proposals;
  if (first === undefined) return 'There are no such proposals.';
  const rows = proposals.map((proposal) => [
    paint(page, 'bold', proposal.id),
    stateText(proposal, page),
    proposal.title,
    proposal.requestedBy,
    formatInstant(proposal.openedAt),
  ]);
  const stale = proposals.find((proposal) => proposal.stale);
  return blocks(
    table(page, ['PROPOSAL', 'STATE', 'TITLE', 'ASKED BY', 'OPENED'], rows),
    nextCommands(page, [
      [`proposal show ${first.id}`, 'verdicts, reviews and the report'],
      ...(stale === undefined ? [] : [[`proposal refresh ${stale.id}`, 'the registry has moved on'] as const]),
    ]),
  );
}

function stateText({ state, draft, stale }: ListedProposal, page: Page): string {
  const text = paint(page, styles[state], draft && state === 'open' ? 'draft' : state);
  return stale ? `${text}, ${paint(page, 'yellow', 'stale')}` : text;
}
