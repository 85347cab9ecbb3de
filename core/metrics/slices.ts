import type { Label } from '../domain/manifest.ts';
import type { MetricSlice } from '../domain/records.ts';
import type { Cell } from '../domain/row.ts';
import { MergelineError } from '../errors.ts';
import { compareLabels } from './compare-labels.ts';
import type { Answered, Tally } from './tally.ts';

/** More than this is a column of names or quantities, not of groups. */
const maximumValues = 10_000;
/** More than this nobody looks at, and no record keeps. */
const mostSlices = 100;
const longestValue = 200;

/** The metrics of the rows that have one value in a column, for each value of it. */
export class SliceTally {
  readonly #column: string;
  readonly #newTally: () => Tally;
  readonly #groups = new Map<Cell, Tally>();

  constructor(column: string, newTally: () => Tally) {
    this.#column = column;
    this.#newTally = newTally;
  }

  /** @throws MergelineError `INPUT_INVALID` when the column has too many values. */
  add(value: Cell, row: Answered): void {
    const group = this.#groups.get(value) ?? this.#newGroup(value);
    group.add(row);
  }

  /** Those of most rows where there are more than a hundred, in the order of the values; the rows without one come last. */
  slices(): readonly MetricSlice[] {
    return [...this.#groups]
      .sort(([a, left], [b, right]) => right.rows - left.rows || compareValues(a, b))
      .slice(0, mostSlices)
      .sort(([a], [b]) => compareValues(a, b))
      .map(([value, tally]) => ({ column: this.#column, value, rows: tally.rows, metrics: tally.totals().metrics }));
  }

  /** What a person should know of values that are no slice. */
  get warning(): string | undefined {
    const values = this.#groups.size;
    if (values <= mostSlices) return undefined;
    const column = JSON.stringify(this.#column);
    return `${column} has ${values} values: the ${mostSlices} with the most rows are slices, ${values - mostSlices} are left out.`;
  }

  #newGroup(value: Cell): Tally {
    if (this.#groups.size === maximumValues) throw notGroups(this.#column, `has more than ${maximumValues} values`);
    if (typeof value === 'string' && value.length > longestValue) {
      throw notGroups(this.#column, `has a value of more than ${longestValue} characters`);
    }
    const group = this.#newTally();
    this.#groups.set(value, group);
    return group;
  }
}

function compareValues(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareLabels(a as Label, b as Label);
}

function notGroups(column: string, fault: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `The data cannot be sliced by ${JSON.stringify(column)}: it ${fault}.`, {
    hint: 'Slice by a column of groups, such as a region or an age band; put quantities into bands first.',
  });
}
