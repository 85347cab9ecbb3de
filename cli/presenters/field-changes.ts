import type { FieldChange } from '../../core/models/field-changes.ts';
import { valueText } from '../../core/models/value-text.ts';
import { type Page, paint, table } from '../page.ts';

/** What `model.yaml` says, before and after. */
export function fieldChangeTable(changes: readonly FieldChange[], page: Page): string {
  return table(
    page,
    ['FIELD', 'BEFORE', 'AFTER'],
    changes.map(({ field, before, after }) => [paint(page, 'bold', field), valueText(before), valueText(after)]),
  );
}
