import type { Verdict } from '../domain/verdict.ts';
import { clip, clipRows, type Detail, type ReportInput } from './detail.ts';
import { joinMarkdown, type Markdown, md } from './markdown.ts';

/** What is asked, and whether it can be merged, waits or is blocked: the one line that everybody reads. */
export function headline({ candidacy, verdicts }: ReportInput, detail: Detail): Markdown {
  const failed = verdicts.filter(({ verdict }) => verdict === 'fail');
  const open = verdicts.filter(({ verdict }) => verdict === 'pending');
  const { pointer } = candidacy;
  return joinMarkdown(
    [
      md`## ${outcome(verdicts, failed, open, detail)}: ${subject(candidacy)}`,
      pointer.reason === ''
        ? md`${replacement(candidacy)} Asked for by ${clip(pointer.requestedBy, detail)}.`
        : md`${replacement(candidacy)} Asked for by ${clip(pointer.requestedBy, detail)}: ${clip(pointer.reason, detail)}`,
      ...listOf('Blocked by', failed, detail),
      ...listOf('Waits for', open, detail),
    ],
    '\n\n',
  );
}

function outcome(
  verdicts: readonly Verdict[],
  failed: readonly Verdict[],
  open: readonly Verdict[],
  detail: Detail,
): Markdown {
  if (verdicts.length === 0) return md`Not judged`;
  if (failed.length > 0) return md`❌ Blocked by ${counted(failed, detail)}`;
  if (open.length > 0) return md`⏳ Waits for ${counted(open, detail)}`;
  const waived = verdicts.filter(({ verdict }) => verdict === 'waived').length;
  return waived > 0 ? md`✅ Can merge, with ${waived} waived` : md`✅ Can merge`;
}

function counted(verdicts: readonly Verdict[], detail: Detail): string {
  return verdicts.length === 1 ? clip(verdicts[0]?.gate ?? '', detail) : `${verdicts.length} gates`;
}

function subject({ pointer, incumbent }: ReportInput['candidacy']): string {
  const { model, stage, version } = pointer;
  switch (pointer.change) {
    case 'rollback':
      return `roll ${model} back to ${version} in ${stage}`;
    case 'withdrawal':
      return `withdraw ${model} ${incumbent?.manifest.version ?? ''} from ${stage}`;
    case 'hold':
      return `change the hold of ${model} in ${stage}`;
    default:
      return `${model} ${version} to ${stage}`;
  }
}

function replacement({ pointer, incumbent, stage }: ReportInput['candidacy']): string {
  if (pointer.change === 'hold') return 'No version moves.';
  if (incumbent === undefined) return `No version holds ${stage.name} yet.`;
  const { version } = incumbent.manifest;
  return pointer.version === null ? `${version} leaves the stage empty.` : `It replaces ${version}.`;
}

function listOf(lead: string, verdicts: readonly Verdict[], detail: Detail): Markdown[] {
  if (verdicts.length === 0) return [];
  const { shown, rest } = clipRows(verdicts, detail);
  const items = shown.map(({ gate, reason, until }) => {
    const when = until === undefined ? md`` : md` It can change by itself at ${clip(until, detail)}.`;
    return md`- **${clip(gate, detail)}**: ${clip(reason, detail)}${when}`;
  });
  return [md`${lead}:\n\n${joinMarkdown(items, '\n')}${rest}`];
}
