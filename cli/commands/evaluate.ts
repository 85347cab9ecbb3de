import { readModelFiles } from '../../adapters/files/read-model-files.ts';
import { faultOfModelName } from '../../core/domain/names.ts';
import { MergelineError } from '../../core/errors.ts';
import { evaluateFiles } from '../../core/evaluate-files.ts';
import { defineCommand, type Input, writingOptions } from '../command.ts';
import type { Context } from '../context.ts';
import { openDataFile } from '../data-file.ts';
import { given } from '../given.ts';
import { answered, type Outcome } from '../outcome.ts';
import { lines } from '../page.ts';
import { presentEvaluation, presentMeasurement } from '../presenters/evaluation.ts';

const words = {
  model: { help: 'A version, iris@1.2.0 or iris@staging; or, with --target, a model file or folder.', complete: 'ref' },
} as const;

const options = {
  dataset: { value: 'name', help: 'The data set as registry.yaml names it; not needed when there is only one.' },
  data: {
    value: 'file',
    help: 'The bytes of the data set, CSV or Parquet; of a version, where they are not at the path that registry.yaml gives.',
    complete: 'file',
  },
  target: {
    value: 'column',
    help: 'Measures a file: the column that holds the truth. A pinned data set names its own.',
  },
  slice: {
    value: 'column',
    help: 'Also gives the metrics for each value of a column, which need not be an input of the model.',
    many: true,
  },
  ...writingOptions,
} as const;

type EvaluateInput = Input<typeof words, typeof options>;

export const evaluate = defineCommand({
  arguments: words,
  options,
  notes: [
    'The metrics of a version are recorded as verified: the gates of a stage look at these, not at what the author reported.',
    'With --target a model file is measured as it lies there: it is converted, nothing is recorded, and no registry is needed.',
  ],
  examples: [
    { words: 'evaluate iris@1.2.0', does: 'measure it on the only data set of the registry' },
    { words: 'evaluate iris@staging --dataset holdout --data holdout.csv', does: 'with the bytes from elsewhere' },
    { words: 'evaluate iris@1.2.0 --slice region', does: 'and how good it is in each region' },
    { words: 'evaluate iris@1.2.0 --dry-run', does: 'measure and show, record nothing' },
    {
      words: 'evaluate model.pkl --data test.csv --target species',
      does: 'how good a file is, before it is registered',
    },
  ],
  run: async (input, context) =>
    input.target === undefined ? await evaluateVersion(input, context) : await measureFile(input, context),
});

async function evaluateVersion({ model, target: _, ...input }: EvaluateInput, context: Context): Promise<Outcome> {
  if (!model.includes('@')) {
    throw new MergelineError('USAGE', `${JSON.stringify(model)} is not a registered version, such as iris@1.2.0.`, {
      hint: lines(
        faultOfModelName(model) === undefined
          ? `To measure the newest version of a model, write: mergeline evaluate ${model}@latest`
          : undefined,
        `To measure a file, write: mergeline evaluate ${model} --data <file.csv> --target <column>`,
      ),
    });
  }
  const { data, slice, ...options } = input;
  const source = data === undefined ? undefined : await openDataFile(data, context.cwd);
  const { evidence } = await context.registry({ runsModel: true });
  context.progress.step('predicting every row of the data set');
  const onProgress = (step: string) => context.progress.step(step);
  const request = { ref: model, ...given({ ...options, data: source }), ...slicesOf(slice), onProgress };
  const answer = await evidence.evaluate(request);
  return answered(answer, presentEvaluation, { warnings: answer.warnings });
}

async function measureFile(
  { model, data, dataset, slice, target = '' }: EvaluateInput,
  context: Context,
): Promise<Outcome> {
  if (data === undefined || dataset !== undefined) {
    throw new MergelineError(
      'USAGE',
      '--target goes with a model file and its --data; a data set of registry.yaml names its own target.',
      {
        hint: `Write: mergeline evaluate <file> --data <file.csv> --target ${target}`,
      },
    );
  }
  const files = await readModelFiles(model, context.cwd);
  const source = await openDataFile(data, context.cwd);
  const tools = await context.product.openToolchain(context.openOptions);
  context.progress.step('converting the model and predicting every row');
  const answer = await evaluateFiles(files, { source, target, ...slicesOf(slice) }, tools, {
    signal: context.signal,
    onProgress: (step) => context.progress.step(step),
  });
  const { warnings = [] } = answer;
  return answered(answer, (measured, page) => presentMeasurement({ file: model, data, target }, measured, page), {
    warnings,
  });
}

function slicesOf(columns: readonly string[]): { readonly slices?: readonly string[] } {
  return columns.length === 0 ? {} : { slices: columns };
}
