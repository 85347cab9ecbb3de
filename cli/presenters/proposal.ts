import type { ProposalAnswer } from '../../core/answers.ts';
import { formatInstant, shortOid } from '../../core/domain/units.ts';
import { allowsMerge } from '../../core/domain/verdict.ts';
import { alignColumns, blocks, commandLine, fields, indent, lines, nextCommands, type Page, paint } from '../page.ts';
import { contendersText } from './contenders.ts';
import { scopeText } from './erase.ts';
import { fieldChangeTable } from './field-changes.ts';
import { approveCommand } from './next-review.ts';
import { verdictTable } from './verdicts.ts';
import { webAddress } from './web-address.ts';

/** A proposal as a reviewer looks at it. */
export function presentProposal(answer: ProposalAnswer, page: Page): string {
  const { proposal, verdicts, image, comparison, changes, erasure, reviews, stale } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['asked by', `${proposal.requestedBy}, ${formatInstant(proposal.openedAt)}`],
      ['opened by', proposal.openedBy === proposal.requestedBy ? undefined : proposal.openedBy],
      ['reason', proposal.reason || undefined],
      ['replaces', proposal.replaces ?? undefined],
      ['branch', `${proposal.branch} at ${shortOid(proposal.head)}`],
      ['image', image?.reference],
      ['merged', proposal.mergeCommit === null ? undefined : shortOid(proposal.mergeCommit)],
      ['url', webAddress(proposal)],
    ]),
    verdicts.length === 0 ? undefined : lines(paint(page, 'bold', 'Gates'), indent(verdictTable(verdicts, page))),
    changes && lines(paint(page, 'bold', 'Changes'), indent(fieldChangeTable(changes, page))),
    erasure && scopeText(erasure, page),
    comparison === null ? undefined : contendersText(comparison, page),
    reviews.length === 0 ? undefined : lines(paint(page, 'bold', 'Reviews'), indent(reviewList(reviews, page))),
    stale
      ? paint(page, 'yellow', `The registry has moved on: ${commandLine(page, `proposal refresh ${proposal.id}`)}`)
      : undefined,
    nextReviewSteps(answer, page),
  );
}

function headline({ proposal }: ProposalAnswer, page: Page): string {
  const state = proposal.draft && proposal.state === 'open' ? 'draft' : proposal.state;
  return `${paint(page, 'bold', `Proposal ${proposal.id}`)}, ${state}: ${proposal.title}`;
}

function reviewList(reviews: ProposalAnswer['reviews'], page: Page): string {
  return alignColumns(
    reviews.map(({ actor, verdict, counts, why, at, comment, identity }) => [
      `${verdict === 'approve' ? paint(page, 'green', '✓') : paint(page, 'red', '✗')} ${actor}`,
      identity,
      counts ? 'counts' : paint(page, 'dim', why === undefined ? 'does not count' : `does not count: ${why}`),
      formatInstant(at),
      comment,
    ]),
  );
}

export function nextReviewSteps({ proposal, verdicts, stale }: ProposalAnswer, page: Page): string {
  if (proposal.state !== 'open') return '';
  if (stale) return nextCommands(page, [[`proposal refresh ${proposal.id}`, 'plan and judge it again']]);
  if (allowsMerge(verdicts)) {
    return nextCommands(page, [[`proposal merge ${proposal.id}`, effectOf(proposal)]]);
  }
  // No approval mends a gate that fails.
  if (verdicts.length > 0 && verdicts.every(({ verdict }) => verdict !== 'pending'))
    return nextCommands(page, [[`proposal close ${proposal.id} --reason <why>`, 'if what fails cannot be mended']]);
  return nextCommands(page, [
    approveCommand(proposal.id, page),
    [`proposal reject ${proposal.id} --comment <why>`, 'ask for changes'],
  ]);
}

function effectOf({ kind, stage }: ProposalAnswer['proposal']): string {
  if (kind === 'policy') return 'let it hold from then on';
  if (kind === 'erasure') return 'delete the bytes; nothing brings them back';
  return stage === null ? 'take it into the registry' : 'move the stage and publish the image';
}

/** What the reviewers read, in Markdown. */
export function presentReport({ report }: ProposalAnswer): string {
  return report.trim();
}
