import type { Digest } from '../domain/digest.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { type Markdown, md } from './markdown.ts';

export interface ReportInput {
  readonly candidacy: Candidacy;
  readonly verdicts: readonly Verdict[];
  /** What the merge ships, as people pull it. */
  readonly image: { readonly reference: string; readonly digest: Digest } | null;
}

/** How much of it a report shows; GitHub refuses long ones. */
export interface Detail {
  /** Characters of one text. */
  readonly text: number;
  /** Rows of one table. */
  readonly rows: number;
}

/** One heading of the report and what stands under it; undefined when there is nothing to say. */
export type Section = (input: ReportInput, detail: Detail) => Markdown | undefined;

export function clip(text: string, { text: length }: Detail): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).toWellFormed()}…`;
}

/** The first rows, and a line that says how many are not shown. */
export function clipRows<Row>(
  rows: readonly Row[],
  detail: Detail,
): { readonly shown: readonly Row[]; readonly rest: Markdown } {
  const hidden = rows.length - detail.rows;
  return { shown: rows.slice(0, detail.rows), rest: hidden > 0 ? md`\n\n${hidden} more are not shown.` : md`` };
}
