import { suggestName } from '../domain/closest-name.ts';
import type { Signature, TensorSpec } from '../domain/manifest.ts';
import { MergelineError } from '../errors.ts';
import type { Column, ColumnChoice, ColumnKind } from '../ports/dataset.ts';

/** Which columns of a labelled data set go into the model, in the order of its signature, and which one holds the truth. */
export interface EvaluationColumns {
  readonly features: readonly ColumnChoice[];
  readonly target: ColumnChoice;
}

/**
 * By name where the model knows its columns; the data set may have others then. Otherwise every column but the target,
 * in the file's order. What the model takes as text is read as text, also where it looks like a number, and the target
 * is read as what the model's classes are.
 * @throws MergelineError `INPUT_INVALID` that names every column that is missing.
 */
export function evaluationColumns(
  dataset: { readonly name: string; readonly columns: readonly Column[] },
  signature: Signature,
  target: string,
): EvaluationColumns {
  const names = dataset.columns.map(({ name }) => name);
  const features = featureColumns({ name: dataset.name, columns: names }, signature, target);
  return { features, target: choice(target, kindOfTarget(signature)) };
}

/** A table of rows, and how people know it. */
export interface NamedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * The part of `evaluationColumns` that goes into the model.
 * @param target is none of them, where it is given.
 * @throws MergelineError `INPUT_INVALID` that names every column that is missing.
 */
export function featureColumns(table: NamedTable, signature: Signature, target?: string): readonly ColumnChoice[] {
  const { name: file, columns: available } = table;
  if (target !== undefined && !available.includes(target)) {
    throw missingColumns(file, [target], available, 'the target');
  }
  const features = namedFeatures(signature) ?? positionalFeatures(table, signature, target);
  const missing = features.map(({ name }) => name).filter((name) => !available.includes(name));
  if (missing.length > 0) throw missingColumns(file, missing, available, 'what the model takes');
  return features;
}

/** @throws MergelineError `INPUT_INVALID` that names every column that is missing. */
export function sliceColumns(
  dataset: { readonly name: string; readonly columns: readonly Column[] },
  names: readonly string[],
): readonly ColumnChoice[] {
  const available = dataset.columns.map(({ name }) => name);
  const missing = names.filter((name) => !available.includes(name));
  if (missing.length > 0) throw missingColumns(dataset.name, missing, available, 'by which it should be sliced');
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
  return type === 'string' ? 'string' : undefined;
}

function kindOfTarget({ task, classes = [] }: Signature): ColumnKind | undefined {
  if (task === 'regression') return 'number';
  const kinds = new Set(classes.map((label) => typeof label as ColumnKind));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function choice(name: string, kind: ColumnKind | undefined): ColumnChoice {
  return kind === undefined ? { name } : { name, kind };
}

function missingColumns(
  file: string,
  missing: readonly string[],
  available: readonly string[],
  role: string,
): MergelineError {
  const names = missing.map((name) => JSON.stringify(name)).join(', ');
  return new MergelineError('INPUT_INVALID', `${file} has no column ${names}, ${role}.`, {
    hint: suggestName(missing[0] ?? '', available),
    details: missing.map((name) => ({ file, path: name, message: suggestName(name, available) ?? 'is missing' })),
  });
}
