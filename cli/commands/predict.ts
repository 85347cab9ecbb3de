import { basename } from 'node:path';
import { type ReadRows, readRows } from '../../adapters/csv/read-rows.ts';
import { MergelineError } from '../../core/errors.ts';
import { defineCommand, readingOptions } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentPredictions } from '../presenters/predictions.ts';
import { readText, readTextFrom } from '../read-text.ts';

export const predict = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.2.0, iris@production.', complete: 'ref' },
  },
  options: {
    input: {
      value: 'rows.json|rows.csv|-',
      help: 'The rows: JSON [[5.1, 3.5, 1.4, 0.2]] or objects by name, or CSV with a header; - reads stdin.',
      required: true,
      complete: 'file',
    },
    target: {
      value: 'column',
      help: 'A column of a CSV file that is no input: the one that evaluate compares with.',
    },
    ...readingOptions,
  },
  absentOptions: ['explain'],
  examples: [
    { words: 'predict iris@production --input rows.csv', does: 'a prediction for each row' },
    {
      words: `predict iris@1.2.0 --input - --json <<< '[[5.1, 3.5, 1.4, 0.2]]'`,
      does: 'rows from stdin, answers for a program',
    },
  ],
  async run({ ref, input, target, at }, context) {
    const { rows, columns } = await readTable(input, context);
    const table = columns && { name: placeOf(input), columns, ...given({ target }) };
    const { evidence } = await context.registry({ runsModel: true });
    context.progress.step(`loading ${ref}`);
    const answer = await evidence.predict(ref, rows, given({ at, table }));
    return answered(answer, presentPredictions, { warnings: answer.warnings });
  },
});

/** @throws MergelineError `INPUT_INVALID` for what holds no row. */
async function readTable(input: string, context: Context): Promise<ReadRows> {
  const place = placeOf(input);
  const content = input === '-' ? await readTextFrom(context.stdin, place) : await readText(input, context.cwd);
  const hint =
    'Write JSON rows, [[5.1, 3.5, 1.4, 0.2]], or CSV: a line with the names of the columns, then a line for each row.';
  if (content.includes('\0'))
    throw new MergelineError('INPUT_INVALID', `${place} is no text, so no table of rows.`, { hint });
  if (content.trim() === '') throw new MergelineError('INPUT_INVALID', `${place} is empty.`, { hint });
  const read = await readRows(content, { name: basename(input) });
  if (read.rows.length === 0) throw new MergelineError('INPUT_INVALID', `${place} holds no rows.`, { hint });
  return read;
}

function placeOf(input: string): string {
  return input === '-' ? 'stdin' : input;
}
