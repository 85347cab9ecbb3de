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
  const available = dataset.columns.map(({ name }) => name);
  if (!available.includes(target)) throw missingColumns(dataset.name, [target], available, 'the target');
  const named = namedFeatures(signature);
  const features = named ?? positionalFeatures(dataset.name, available, signature, target);
  const missing = features.map(({ name }) => name).filter((name) => !available.includes(name));
  if (missing.length > 0) throw missingColumns(dataset.name, missing, available, 'what the model takes');
  return { features, target: choice(target, kindOfTarget(signature)) };
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
  file: string,
  available: readonly string[],
  { inputs }: Signature,
  target: string,
): readonly ColumnChoice[] {
  const names = available.filter((name) => name !== target);
  const widths = inputs.map((input) => widthOf(input) ?? names.length);
  const expected = widths.reduce((sum, width) => sum + width, 0);
  if (expected === names.length) {
    const kinds = inputs.flatMap((input, index) =>
      Array.from({ length: widths[index] ?? 0 }, () => kindOfInput(input)),
    );
    return names.map((name, index) => choice(name, kinds[index]));
  }
  throw new MergelineError(
    'INPUT_INVALID',
    `${file} has ${names.length} columns besides the target ${JSON.stringify(target)}; the model takes ${expected}.`,
    { hint: 'The model does not know its columns by name, so the data set must hold exactly those, in their order.' },
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
