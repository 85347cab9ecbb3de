import type { Cell } from '../../core/domain/row.ts';
import type { ColumnKind } from '../../core/ports/dataset.ts';

/**
 * Reads one value as a kind; undefined when it is not of the kind.
 *
 * - null and NaN, which pandas writes for a missing number, are missing, whatever the kind
 * - `string`: a text as it stands; numbers and truth values as JavaScript writes them, dates as ISO 8601
 * - `number`: finite; whole numbers within ±(2⁵³ − 1), beyond which digits would be lost
 */
export function cellOf(value: unknown, kind: ColumnKind): Cell | undefined {
  const cell = plainCell(value);
  if (cell === null || typeof cell === kind) return cell;
  return kind === 'string' && cell !== undefined ? String(cell) : undefined;
}

/** The kinds of the values; one that is none of ours counts as text, and is refused where it is read. */
export function kindOfCells(values: ArrayLike<unknown>): {
  readonly kinds: ReadonlySet<ColumnKind>;
  readonly missing: number;
  /** By its place. */
  readonly firstMissing?: number | undefined;
} {
  const kinds = new Set<ColumnKind>();
  let missing = 0;
  let firstMissing: number | undefined;
  for (let index = 0; index < values.length; index += 1) {
    const cell = plainCell(values[index]);
    if (cell === null) {
      missing += 1;
      firstMissing ??= index;
    } else kinds.add(cell === undefined ? 'string' : (typeof cell as ColumnKind));
  }
  return { kinds, missing, firstMissing };
}

function plainCell(value: unknown): Cell | undefined {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value;
    case 'number':
      return Number.isNaN(value) ? null : Number.isFinite(value) ? value : undefined;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
    default:
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
  }
}
