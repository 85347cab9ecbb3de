import type { VerdictKind } from '../domain/verdict.ts';
import { clip, clipRows, type Detail, type ReportInput } from './detail.ts';
import { type Markdown, md, table } from './markdown.ts';

const signs: Readonly<Record<VerdictKind, string>> = {
  pass: '✅ pass',
  fail: '❌ fail',
  pending: '⏳ pending',
  waived: '⚠️ waived',
  skipped: '➖ skipped',
};

/** Every verdict with its reason. When not all fit, those that stand against the merge come first. */
export const gatesSection = ({ verdicts }: Pick<ReportInput, 'verdicts'>, detail: Detail): Markdown | undefined => {
  if (verdicts.length === 0) return undefined;
  const standing = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'pending');
  const ordered = verdicts.length > detail.rows ? [...new Set([...standing, ...verdicts])] : verdicts;
  const { shown, rest } = clipRows(ordered, detail);
  const rows = shown.map(({ gate, verdict, reason }) => [
    md`${clip(gate, detail)}`,
    md`${signs[verdict]}`,
    md`${clip(reason, detail)}`,
  ]);
  return md`### Gates\n\n${table(['Gate', 'Verdict', 'Reason'], rows)}${rest}`;
};
