import type { Verdict } from '../domain/verdict.ts';
import type { FieldChange } from '../models/field-changes.ts';
import { valueText } from '../models/value-text.ts';
import { clip, type Detail } from './detail.ts';
import { gatesSection } from './gates-section.ts';
import { joinMarkdown, md, table } from './markdown.ts';

/** A model has a dozen fields and a policy some dozens of gates, so one measure fits. */
const detail: Detail = { text: 400, rows: 40 };

/**
 * What reviewers of an edited model read: its fields before and after, and every gate with its reason. GitHub Flavored
 * Markdown in which nothing from a person is active; empty where no field changes.
 */
export function renderChanges(changes: readonly FieldChange[], verdicts: readonly Verdict[]): string {
  if (changes.length === 0) return '';
  const rows = changes.map(({ field, before, after }) => [
    md`${field}`,
    md`${clip(valueText(before), detail)}`,
    md`${clip(valueText(after), detail)}`,
  ]);
  const gates = gatesSection({ verdicts }, detail);
  const written = [md`### Changes\n\n${table(['Field', 'Before', 'After'], rows)}`, ...(gates ? [gates] : [])];
  return `${joinMarkdown(written, '\n\n').markdown}\n`;
}
