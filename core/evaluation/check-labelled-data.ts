import type { Label, Signature } from '../domain/manifest.ts';
import type { ClassMetrics } from '../domain/records.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { ColumnChoice, Dataset } from '../ports/dataset.ts';

const labelsShown = 5;

/**
 * Refuses what can be known to fail before the model sees a row: a data set without rows, and missing values.
 * @throws MergelineError `INPUT_INVALID` that names every column.
 */
export function checkLabelledData(
  { name: file, rows, columns }: Pick<Dataset, 'name' | 'rows' | 'columns'>,
  choices: readonly ColumnChoice[],
): void {
  if (rows === 0) {
    throw new MergelineError('INPUT_INVALID', `${file} has no rows: there is nothing to evaluate.`, {
      hint: 'It has only the names of its columns. Give the file that holds the labelled rows.',
    });
  }
  const wanted = new Set(choices.map(({ name }) => name));
  const faults = columns.flatMap(({ name, missing, firstMissing }): Fault[] => {
    if (missing === 0 || !wanted.has(name)) return [];
    const first = firstMissing === undefined ? '' : `, first in row ${firstMissing}`;
    return [{ file, path: name, message: `is missing in ${missing} of ${rows} rows${first}` }];
  });
  const [first] = faults;
  if (first === undefined) return;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  throw new MergelineError('INPUT_INVALID', `${file}: ${first.path} ${first.message}${more}.`, {
    details: faults,
    hint: 'Neither what a model takes nor the target may be missing: fill the values in, or leave these rows out.',
  });
}

/**
 * What a person should know of labels that are none of the model's classes: it can never be right on their rows.
 * @throws MergelineError `INPUT_INVALID` when no row has a class of the model: these are other labels.
 */
export function warningsOfLabels(
  perClass: readonly ClassMetrics[] | undefined,
  { classes = [] }: Pick<Signature, 'classes'>,
  { file, target }: { readonly file: string; readonly target: string },
): readonly string[] {
  if (perClass === undefined || classes.length === 0) return [];
  const known = new Set(classes);
  const present = perClass.filter(({ support }) => support > 0);
  const unknown = present.filter(({ label }) => !known.has(label));
  if (unknown.length === 0) return [];
  const names = listOf(unknown.map(({ label }) => label));
  if (unknown.length === present.length) {
    throw new MergelineError(
      'INPUT_INVALID',
      `No row of ${file} has a class of the model: ${target} is ${names}, and the model answers ${listOf(classes)}.`,
      { hint: 'Is it the right target? Write the labels as they were when the model was trained.' },
    );
  }
  const rows = unknown.reduce((sum, { support }) => sum + support, 0);
  const what = rows === 1 ? 'One row has a label that is' : `${rows} rows have labels that are`;
  return [`${what} no class of the model, so it is wrong on them, and has no log_loss and no roc_auc: ${names}.`];
}

function listOf(labels: readonly Label[]): string {
  const shown = labels.slice(0, labelsShown).map((label) => JSON.stringify(label));
  return labels.length > labelsShown ? `${shown.join(', ')}, … (${labels.length} in all)` : shown.join(', ');
}
