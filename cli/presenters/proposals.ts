import type { ProposalList, ProposalSummary } from '../../core/answers.ts';
import { blocks, nextCommands, type Page, type Paint, paint, table } from '../page.ts';
import { formatInstant } from '../units.ts';

const styles: Readonly<Record<ProposalSummary['state'], Paint>> = { open: 'green', merged: 'cyan', closed: 'dim' };

export function presentProposals({ proposals }: Pick<ProposalList, 'proposals'>, page: Page): string {
  const [first] = proposals;
  if (first === undefined) return 'There are no such proposals.';
  const rows = proposals.map(({ id, state, draft, title, requestedBy, openedAt }) => [
    paint(page, 'bold', id),
    paint(page, styles[state], draft && state === 'open' ? 'draft' : state),
    title,
    requestedBy,
    formatInstant(openedAt),
  ]);
  return blocks(
    table(page, ['PROPOSAL', 'STATE', 'TITLE', 'ASKED BY', 'OPENED'], rows),
    nextCommands(page, [[`proposal show ${first.id}`, 'verdicts, reviews and the report']]),
  );
}
