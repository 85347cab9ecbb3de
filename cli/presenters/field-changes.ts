import type { FieldChange } from '../../core/models/field-changes.ts';
import { type Page, paint, table } from '../page.ts';

/** What `model.yaml` says, before and after. */
export function fieldChangeTable(changes: readonly FieldChange[], page: Page): string {
  return table(
    page,
    ['FIELD', 'BEFORE', 'AFTER'],
    changes.map(({ field, before, after }) => [paint(page, 'bold', field), valueText(before), valueText(after)]),
  );
}

/** `ann, ben`, `team: botany`; a dash for nothing. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '-';
  if (typeof value !== 'object' || value === null) return value === null ? '-' : String(value).replace(/\s+/g, ' ');
  if ('title' in value && 'url' in value) return `${value.title}: ${value.url}`;
  return valueText(Object.entries(value).map(([name, inner]) => `${name}: ${inner}`));
}
