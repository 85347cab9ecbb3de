import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readModelFiles } from '../../adapters/files/read-model-files.ts';
import { checkForCredentials } from '../../core/domain/credential.ts';
import type { Lineage } from '../../core/domain/manifest.ts';
import { count, formatBytes } from '../../core/domain/units.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ModelFile } from '../../core/ports/model-toolchain.ts';
import type { RegisterRequest } from '../../core/requests.ts';
import { defineCommand, type Input, writingOptions } from '../command.ts';
import type { Context } from '../context.ts';
import { openDataFile, readDatasets } from '../data-file.ts';
import { given } from '../given.ts';
import { parsePairs, readMetrics, readParameters } from '../key-values.ts';
import { answered } from '../outcome.ts';
import { quoteWord } from '../page.ts';
import { presentRegistration } from '../presenters/registration.ts';

const words = {
  model: { help: 'The model: iris-classifier, or risk/fraud-detector. The first version makes it.', complete: 'model' },
  path: { help: 'The trained model: a file, or a folder whose files belong together.', complete: 'file' },
} as const;

const options = {
  version: { value: 'X.Y.Z', help: 'The number of the version; the next patch when absent.' },
  bump: { value: 'part', help: 'The next major, minor or patch version.', choices: ['major', 'minor', 'patch'] },
  metrics: {
    value: 'file|name=value',
    help: 'Metrics as you measured them, in words or a JSON file; recorded as reported.',
    many: true,
    complete: 'file',
  },
  params: {
    value: 'file|name=value',
    help: 'Hyper-parameters, in words or a JSON file: 1.0 is a number, true a truth value, \'"1.0"\' a text.',
    many: true,
    complete: 'file',
  },
  data: {
    value: 'train.csv',
    help: 'The training data: its digest and rows are recorded, nothing of its content.',
    complete: 'file',
  },
  eval: {
    value: 'test.csv',
    help: 'Measures the model on these data first, with --target; the metrics are reported with the others.',
    complete: 'file',
  },
  target: { value: 'column', help: 'The column of --eval that holds the truth.' },
  dataset: {
    value: 'name=file|digest',
    help: 'Another data set that was used: its file, or its digest sha256:….',
    many: true,
  },
  tag: { value: 'name=value', help: 'Anything people will search for.', many: true },
  description: { value: 'text', help: 'What is special about this version.' },
  owner: { value: 'name', help: 'Who answers for a new model; may be repeated.', many: true },
  licence: { value: 'SPDX', help: 'The licence, such as Apache-2.0.' },
  sourceCommit: { value: 'commit', help: 'The commit of the training code.' },
  runUrl: { value: 'url', help: 'Where the training run can be looked at.' },
  sourceRepository: { value: 'url', help: 'Where the training code is kept.' },
  parent: { value: 'ref', help: 'The version that this one was made from.', complete: 'ref' },
  baseModel: {
    value: 'name',
    help: 'The model that was fine-tuned: encoder@1.0.0 of this registry, or one elsewhere.',
  },
  format: { value: 'format', help: 'other keeps a file of no recognised format as it is.', choices: ['other'] },
  stage: { value: 'stage', help: 'Promote it there after it is registered.', complete: 'stage' },
  propose: { help: 'Open a proposal, even where registrations need none.' },
  idempotencyKey: { value: 'key', help: 'The same key again answers with the same version.' },
  ...writingOptions,
} as const;

type RegisterInput = Input<typeof words, typeof options>;

export const register = defineCommand({
  arguments: words,
  options,
  absentOptions: ['sample'],
  notes: [
    'The file is read without being run, converted to ONNX where that is possible, and proved equal. The same content again answers with the version that it has and writes nothing.',
    'Where registry.yaml pins the data of --eval, the evaluation is recorded as evidence too, as mergeline evaluate does.',
    'In a folder, caches and checkpoints are left out, and .mergelineignore says what else, as .gitignore would.',
  ],
  examples: [
    { words: 'register iris model.pkl --metrics accuracy=0.97 f1=0.96', does: 'the next version, with metrics' },
    {
      words: 'register iris model.pkl --version 2.0.0 --metrics metrics.json --params params.json --data train.csv',
      does: 'a certain number, with all the evidence there is',
    },
    { words: 'register iris model.pkl --eval test.csv --target species', does: 'with metrics that are computed here' },
    { words: 'register iris model.onnx --bump minor --stage development', does: 'and promote it at once' },
    { words: 'register iris out/ --dry-run', does: 'see what would be registered, from a folder' },
  ],
  async run(input, context) {
    checkOrder(input, context);
    const files = await readModelFiles(input.path, context.cwd);
    tellFiles(input.path, files, context);
    const request = await requestOf(input, files, context);
    const { models } = await context.registry();
    const answer = await models.register({ ...request, onProgress: (step) => context.progress.step(step) });
    const warnings = [...answer.warnings, ...(answer.promotion?.warnings ?? [])];
    return answered(answer, presentRegistration, { warnings: [...new Set(warnings)] });
  },
});

/** @throws MergelineError `USAGE` for a version behind the model, and for a file where the model belongs. */
function checkOrder({ model, path }: RegisterInput, { cwd }: Context): void {
  const [name, version] = model.split('@');
  if (version !== undefined) {
    throw new MergelineError('USAGE', `${JSON.stringify(model)} is no model: it names a version.`, {
      hint: `Write: mergeline register ${name} ${path} --version ${version || 'X.Y.Z'}`,
    });
  }
  if (existsSync(resolve(cwd, path)) || !existsSync(resolve(cwd, model))) return;
  throw new MergelineError('USAGE', `${model} is a file, and there is no file ${path}.`, {
    hint: `The model comes first: mergeline register ${path} ${model}`,
  });
}

/** A person who registers a folder sees what goes into it before it is uploaded. */
function tellFiles(path: string, files: readonly ModelFile[], { progress }: Context): void {
  if (files.length === 1 && path.endsWith(files[0]?.path ?? '')) return;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  progress.note(`Taking ${count(files.length, 'file')} of ${path}, ${formatBytes(total)}:`);
  for (const file of files) progress.note(`  ${file.path}  ${formatBytes(file.size)}`);
}

async function requestOf(
  input: RegisterInput,
  files: readonly ModelFile[],
  { cwd }: Context,
): Promise<RegisterRequest> {
  const { model, version, bump, description, licence, format, stage, propose, idempotencyKey, dryRun, reason } = input;
  const evaluation = await labelledData(input, cwd);
  const request = {
    model,
    files,
    metrics: await readMetrics(input.metrics, cwd),
    parameters: await readParameters(input.params, cwd),
    tags: parsePairs(input.tag, '--tag'),
    datasets: await readDatasets(input.data, input.dataset, cwd),
    lineage: lineageOf(input),
    propose,
    dryRun,
    ...given({ version, bump, description, licence, format, stage, idempotencyKey, reason, evaluation }),
    ...(input.owner.length > 0 && { owners: input.owner }),
  };
  checkForCredentials(request);
  return request;
}

/** @throws MergelineError `USAGE` for data without a target, and the other way round. */
async function labelledData(
  { eval: data, target }: RegisterInput,
  cwd: string,
): Promise<RegisterRequest['evaluation']> {
  if (data === undefined && target === undefined) return undefined;
  if (data !== undefined && target !== undefined) return { source: await openDataFile(data, cwd), target };
  throw new MergelineError(
    'USAGE',
    '--eval and --target belong together: the data, and which column holds the truth.',
    {
      hint: 'Write --eval <file.csv> --target <column>.',
    },
  );
}

/** @throws MergelineError `USAGE` for a name, which would mean another commit tomorrow. */
function lineageOf({ sourceRepository, sourceCommit, runUrl, parent, baseModel }: RegisterInput): Lineage {
  if (sourceCommit !== undefined && !/^[0-9a-f]{7,64}$/.test(sourceCommit)) {
    throw new MergelineError(
      'USAGE',
      `--source-commit takes the id of a commit, not ${JSON.stringify(sourceCommit)}.`,
      {
        hint: `Write it in hexadecimal digits: --source-commit $(git rev-parse ${quoteWord(sourceCommit)})`,
      },
    );
  }
  return given({ sourceRepository, sourceCommit, runUrl, parent, baseModel });
}
