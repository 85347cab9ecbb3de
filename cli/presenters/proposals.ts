import type { ListedProposal, ProposalList, Standing } from '../../core/answers.ts';
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

function stateText({ state, draft, stale, standing }: ListedProposal, page: Page): string {
  const text = paint(page, styles[state], draft && state === 'open' ? 'draft' : state);
  if (stale) return `${text}, ${paint(page, 'yellow', 'stale')}`;
  return standing === null ? text : `${text}, ${standingText(standing, page)}`;
}

function standingText({ state, gates }: Standing, page: Page): string {
  switch (state) {
    case 'ready':
      return paint(page, 'green', 'ready to merge');
    case 'waiting':
      return `waits for ${gates.join(', ')}`;
    case 'failing':
      return paint(page, 'red', `fails ${gates.join(', ')}`);
  }
}
