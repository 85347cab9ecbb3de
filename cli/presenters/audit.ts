import type { AuditAnswer, AuditedChange } from '../../core/audit/audit-answer.ts';
import type { Finding, Severity } from '../../core/audit/finding.ts';
import { count, formatInstant, formatInstants, shortOid } from '../../core/domain/units.ts';
import { blocks, indent, lines, nextCommands, type Page, type Paint, paint, table, wrapText } from '../page.ts';
import { done, refused } from './headline.ts';

const styles: Readonly<Record<Severity, Paint>> = { integrity: 'red', policy: 'yellow', notice: 'dim' };

/** What was looked at, every finding with its remedy, and who let in what. */
export function presentAudit(answer: AuditAnswer, page: Page): string {
  const { findings, promotions, period } = answer;
  return blocks(
    headline(answer, page),
    recordsNotice(answer, page),
    ...findings.map((finding) => findingText(finding, page)),
    promotionTable(promotions, page),
    paint(page, 'dim', placeText(answer)),
    nextCommands(
      page,
      promotions.length > 0 && findings.length === 0
        ? [[`history --at ${shortOid(period.to)}`, 'everything that happened, with who and why']]
        : [],
    ),
  );
}

function headline({ findings, counts }: AuditAnswer, page: Page): string {
  const { commits, versions, pointers, records } = counts;
  const looked = `${count(commits, 'commit')}, ${count(versions, 'version')}, ${count(pointers, 'stage change')} and ${count(records, 'record')}`;
  const faults = (['integrity', 'policy'] as const).flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity).length;
    return found === 0 ? [] : [`${found} of ${severity}`];
  });
  const notices = findings.filter(({ severity }) => severity === 'notice').length;
  const remarks = notices === 0 ? '' : `, ${count(notices, 'notice')}`;
  return faults.length === 0
    ? done(page, `${looked} bear each other out${remarks}`)
    : refused(page, `${looked} looked at, findings: ${faults.join(', ')}${remarks}`);
}

function findingText({ severity, kind, what, hint, at, who, commit }: Finding, page: Page): string {
  const place = [
    at === null ? '' : formatInstant(at),
    who ?? '',
    commit === null ? '' : `commit ${shortOid(commit)}`,
  ].filter((part) => part !== '');
  const width = page.columns - 2;
  return lines(
    `${paint(page, styles[severity], `${severity}: ${kind}`)}  ${paint(page, 'dim', place.join(', '))}`,
    indent(wrapText(what, width)),
    page.quiet ? undefined : indent(wrapText(hint, width)),
  );
}

function promotionTable(promotions: readonly AuditedChange[], page: Page): string {
  if (promotions.length === 0) return '';
  const times = formatInstants(promotions.map(({ at }) => at));
  const rows = promotions.map((change, index) => [
    times[index] ?? '',
    paint(page, 'bold', `${change.model}@${change.stage} → ${change.version ?? 'empty'}`),
    changeOf(change),
    change.requestedBy,
    approversOf(change),
    numbersOf(change),
  ]);
  return table(page, ['WHEN', 'STAGE', 'CHANGE', 'ASKED BY', 'APPROVED BY', 'MEASURED'], rows);
}

function approversOf({ approvals, judged }: AuditedChange): string {
  if (!judged) return 'nobody: not judged';
  return (
    approvals.map(({ actor, identity }) => (identity === 'verified' ? `${actor} (verified)` : actor)).join(', ') || '-'
  );
}

function changeOf({ change, held }: AuditedChange): string {
  if (change !== 'hold') return change;
  return held ? 'hold' : 'unhold';
}

/** The reasons that tell of rows, or of the version that was compared with. */
function numbersOf({ verdicts }: AuditedChange): string {
  const reasons = verdicts.flatMap(({ reason }) =>
    /\(\d+ rows?\)|\(as reported, |^On \S+, against /.test(reason) ? [reason] : [],
  );
  return reasons.join(' ') || '-';
}

/** Without records nothing was ever judged, as far as this clone can tell: that is looked at first. */
function recordsNotice({ recordsCommit, counts }: AuditAnswer, page: Page): string | undefined {
  if (recordsCommit !== null || counts.pointers === 0) return undefined;
  const text =
    'There are no records here, so nothing shows what was judged and approved. Where this is a clone, fetch them and audit again: git fetch origin mergeline-records:mergeline-records';
  return paint(page, 'yellow', wrapText(text, page.columns));
}

function placeText({ period, registryCommit, recordsCommit }: AuditAnswer): string {
  const records = recordsCommit === null ? 'no records' : `records ${shortOid(recordsCommit)}`;
  const range = period.from === null ? 'from the first commit' : `after ${shortOid(period.from)}`;
  return `Registry ${shortOid(registryCommit)}, ${records}; ${range} to ${shortOid(period.to)} of ${formatInstant(period.toTime)}.`;
}
