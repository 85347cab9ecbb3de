import { formatInstants, formatNumber, shortOid } from '../../core/domain/units.ts';
import type { EventKind, HistoryAnswer, HistoryEvent } from '../../core/history/history-answer.ts';
import { blocks, nextCommands, type Page, type Paint, paint, table } from '../page.ts';

const styles: Partial<Readonly<Record<EventKind, Paint>>> = {
  registered: 'green',
  'model-created': 'green',
  promoted: 'green',
  'rolled-back': 'yellow',
  withdrawn: 'yellow',
  deprecated: 'yellow',
  yanked: 'red',
  erased: 'red',
  tampered: 'red',
  rejected: 'red',
};

/**
 * A line for each event, newest first.
 * @param words the command that asked, without its `--at`.
 */
export function presentHistory(
  { events, older }: HistoryAnswer,
  page: Page,
  { words = 'history' }: { readonly words?: string } = {},
): string {
  if (events.length === 0)
    return / --(?:since|until) /.test(words) ? 'Nothing happened then.' : 'Nothing has happened yet.';
  // A rejection is no state of the registry.
  const newest = events.find(({ kind }) => kind !== 'rejected');
  const times = formatInstants(events.map(({ at }) => at));
  const rows = events.map((event, index) => [
    times[index] ?? '',
    paint(page, styles[event.kind] ?? 'dim', event.kind),
    paint(page, 'bold', subjectOf(event)),
    event.actor,
    paint(page, 'dim', shortOid(event.commit)),
    remarkOf(event),
  ]);
  return blocks(
    table(page, ['WHEN', 'WHAT', 'WHICH', 'WHO', 'COMMIT', 'WHY'], rows),
    nextCommands(page, [
      ...(older === null ? [] : [[`${words} --at ${shortOid(older)}`, 'what happened before'] as const]),
      ...(newest ? [[`list --at ${shortOid(newest.commit)}`, 'the registry as it stood then'] as const] : []),
    ]),
  );
}

/** `iris@production → 1.2.0 (was 1.1.0)` */
function subjectOf({ model, version, stage, replaces }: HistoryEvent): string {
  if (model === null) return 'registry';
  if (stage === null) return version === null ? model : `${model}@${version}`;
  const before = replaces && replaces !== version ? ` (was ${replaces})` : '';
  return `${model}@${stage} → ${version ?? 'empty'}${before}`;
}

function remarkOf(event: HistoryEvent): string {
  const { reason, proposal, approvedBy = [], waived = [], published } = event;
  return [
    event.fields?.join(', ') ?? '',
    reason,
    proposal === null ? '' : `proposal ${proposal}`,
    approvedBy.length === 0 ? '' : `approved by ${approvedBy.join(', ')}`,
    numbersOf(event),
    ...waived.map((waiver) => `${waiver.gate}: ${waiver.reason}`),
    glassText(event),
    event.unjudged ? `moved by hand by ${event.committedBy ?? 'somebody'}, not judged` : '',
    published === false ? 'not published' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function glassText({ brokenGlass, breakGlass }: HistoryEvent): string {
  if (brokenGlass === undefined) return '';
  const { by, reason } = brokenGlass;
  return `break-glass by ${by}: ${reason}${breakGlass ? ', not approved since' : ''}`;
}

/** People compare them at a glance; `--json` has all of them. */
const metricsShown = 3;

/** `accuracy 0.9667, f1 0.9664 on holdout` */
function numbersOf({ metrics = {}, evaluations = [] }: HistoryEvent): string {
  const shown = Object.entries(metrics).slice(0, metricsShown);
  if (shown.length === 0) return '';
  const names = new Set(evaluations.map(({ dataset }) => dataset.name));
  return `${shown.map(([name, value]) => `${name} ${formatNumber(value, 4)}`).join(', ')} on ${[...names].join(' and ')}`;
}
