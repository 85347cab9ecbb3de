import type { Fault } from '../../core/errors.ts';
import { alignColumns, indent, type Page, paint } from '../page.ts';

/** One line for each fault: `file:line:column  path: message`, as editors and terminals open it. */
export function faultList(faults: readonly Fault[], page: Page): string | undefined {
  if (faults.length === 0) return undefined;
  const located = faults.some(({ file }) => file !== undefined);
  const rows = faults.map((fault) => [
    ...(located ? [paint(page, 'dim', placeOf(fault))] : []),
    fault.path === undefined ? fault.message : `${fault.path}: ${fault.message}`,
  ]);
  return indent(alignColumns(rows, { width: page.columns - 2 }));
}

const repeatsShown = 5;

/** Of rows that all have the same fault the first few, and how many more there are. */
export function withoutRepeats(faults: readonly Fault[]): readonly Fault[] {
  const alike = Map.groupBy(faults, ({ file, message }) => (file === undefined ? message : Symbol()));
  return Array.from(alike.values()).flatMap((group) => {
    const more = group.length - repeatsShown;
    return more > 0 ? [...group.slice(0, repeatsShown), { message: `and ${more} more` }] : group;
  });
}

function placeOf({ file, line, column }: Fault): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
