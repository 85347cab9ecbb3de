import { suggestName } from '../domain/closest-name.ts';
import type { Signature, TensorSpec } from '../domain/manifest.ts';
import { MergelineError } from '../errors.ts';
import type { ColumnChoice, ColumnKind, Dataset } from '../ports/dataset.ts';

/** Which columns of a labelled data set go into the model, in the order of its signature, and which one holds the truth. */
export interface EvaluationColumns {
  readonly features: readonly ColumnChoice[];
  readonly target: ColumnChoice;
}

/**
 * By name where the model knows its columns; the data set may have others then. Otherwise every column but the target,
 * in the file's order. What the model takes as text is read as text, also where it looks like a number; what it takes as
 * numbers is read as such, so that the reader names the line of what is none; the target as what the model's classes are.
 * @throws MergelineError `INPUT_INVALID` that names every column that is missing.
 */
export function evaluationColumns(dataset: LabelledTable, signature: Signature, target: string): EvaluationColumns {
  const features = featureColumns(tableOf(dataset), signature, target);
  const texts = new Set(dataset.columns.flatMap(({ name, kind }) => (kind === 'string' ? [name] : [])));
  return {
    features: features.map((it) => (it.kind === undefined && texts.has(it.name) ? choice(it.name, 'number') : it)),
    target: choice(target, kindOfTarget(signature)),
  };
}

/** A table of rows, and how people know it. */
export interface NamedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that hold lists, maps or records. */
  readonly nested?: readonly string[] | undefined;
}

type LabelledTable = Pick<Dataset, 'name' | 'columns' | 'nested'>;

function tableOf({ name, columns, nested }: LabelledTable): NamedTable {
  return { name, columns: columns.map((column) => column.name), nested };
}

/**
 * The part of `evaluationColumns` that goes into the model.
 * @param target is none of them, where it is given.
 * @throws MergelineError `INPUT_INVALID` that names every column that is missing.
 */
export function featureColumns(table: NamedTable, signature: Signature, target?: string): readonly ColumnChoice[] {
  const { columns: available } = table;
  if (target !== undefined && !available.includes(target)) throw missingColumns(table, [target], 'the target');
  const features = namedFeatures(signature) ?? positionalFeatures(table, signature, target);
  const missing = features.map(({ name }) => name).filter((name) => !available.includes(name));
  if (missing.length > 0) throw missingColumns(table, missing, 'what the model takes');
  return features;
}

/** @throws MergelineError `INPUT_INVALID` that names every column that is missing. */
export function sliceColumns(dataset: LabelledTable, names: readonly string[]): readonly ColumnChoice[] {
  const table = tableOf(dataset);
  const missing = names.filter((name) => !table.columns.includes(name));
  if (missing.length > 0) throw missingColumns(table, missing, 'by which it should be sliced');
  return names.map((name) => ({ name }));
}

/** Undefined when some input has several columns and no names for them. */
function namedFeatures({ inputs }: Signature): readonly ColumnChoice[] | undefined {
  const single = inputs.length === 1;
  const features: ColumnChoice[] = [];
  for (const input of inputs) {
    const names = input.columns ?? (!single && widthOf(input) === 1 ? [input.name] : undefined);
    if (names === undefined) return undefined;
    features.push(...names.map((name) => choice(name, kindOfInput(input))));
  }
  return features;
}

function positionalFeatures(
  { name: file, columns }: NamedTable,
  { inputs }: Signature,
  target: string | undefined,
): readonly ColumnChoice[] {
  const names = columns.filter((name) => name !== target);
  const widths = inputs.map((input) => widthOf(input) ?? names.length);
  const expected = widths.reduce((sum, width) => sum + width, 0);
  if (expected === names.length) {
    const kinds = inputs.flatMap((input, index) =>
      Array.from({ length: widths[index] ?? 0 }, () => kindOfInput(input)),
    );
    return names.map((name, index) => choice(name, kinds[index]));
  }
  const besides = target === undefined ? '' : ` besides the target ${JSON.stringify(target)}`;
  const rest = target === undefined ? ' --target leaves the one that holds the truth out.' : '';
  throw new MergelineError(
    'INPUT_INVALID',
    `${file} has ${names.length} columns${besides}; the model takes ${expected}.`,
    { hint: `The model does not know its columns by name, so there must be exactly those, in their order.${rest}` },
  );
}

/** How many columns a `[batch, columns]` input takes; undefined when the model leaves it open. */
function widthOf({ shape }: TensorSpec): number | undefined {
  return shape
    .slice(1)
    .reduce<number | undefined>((width, size) => (width === undefined || size === null ? undefined : width * size), 1);
}

function kindOfInput({ type }: TensorSpec): ColumnKind | undefined {
  if (type === 'string') return 'string';
  return type === 'bool' ? 'boolean' : undefined;
}

function kindOfTarget({ task, classes = [] }: Signature): ColumnKind | undefined {
  if (task === 'regression') return 'number';
  const kinds = new Set(classes.map((label) => typeof label as ColumnKind));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function choice(name: string, kind: ColumnKind | undefined): ColumnChoice {
  return kind === undefined ? { name } : { name, kind };
}

function missingColumns({ name: file, columns, nested = [] }: NamedTable, missing: readonly string[], role: string) {
  const names = missing.map((name) => JSON.stringify(name)).join(', ');
  const [first = ''] = missing;
  const faultOf = (name: string) => (nested.includes(name) ? 'is nested' : 'is missing');
  const isNested = nested.includes(first);
  return new MergelineError(
    'INPUT_INVALID',
    isNested ? `${file}: the column ${names}, ${role}, is nested.` : `${file} has no column ${names}, ${role}.`,
    {
      hint: isNested
        ? 'Lists, maps and records are not read: write each of their values as a column of its own.'
        : (suggestName(first, columns) ?? `It has ${listOf(columns)}.`),
      details: missing.map((name) => ({ file, path: name, message: faultOf(name) })),
    },
  );
}

function listOf(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, … (${names.length} columns)` : names.join(', ');
}
