import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const checkout = join(import.meta.dirname, '../../..');
const iris = join(checkout, 'examples/iris');

let cwd: string;
beforeEach(async () => {
  cwd = await temporaryFolder();
});

/** Starts the command as a shell would, with nothing of this machine's git configuration. */
function start(words: readonly string[], stdio: 'pipe' | readonly ('pipe' | 'ignore')[] = 'pipe'): ChildProcess {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    MERGELINE_REGISTRY: join(cwd, 'registry'),
  };
  return spawn(process.execPath, [join(checkout, 'cli/mergeline.cjs'), ...words], {
    cwd,
    env,
    stdio: typeof stdio === 'string' ? stdio : [...stdio],
  });
}

async function mergeline(words: string, stdin = '') {
  const child = start(words.split(' '));
  child.stdin?.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')]);
  return { code: code as number, stdout, stderr };
}

/** The answer of a command that must succeed. */
async function answerOf(words: string, stdin = '') {
  const { code, stdout, stderr } = await mergeline(`${words} --json`, stdin);
  expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function refusalOf(words: string) {
  const { code, stdout, stderr } = await mergeline(`${words} --json`);
  expect({ words, stdout }).toEqual({ words, stdout: '' });
  return { code, error: JSON.parse(stderr).error };
}

async function registered(): Promise<void> {
  await answerOf('init registry --as ann');
  const model = join(iris, 'baseline/model.joblib');
  await answerOf(`register iris ${model} --metrics ${iris}/baseline/metrics.json --data ${iris}/train.csv --as ann`);
}

describe('the command, as a process', () => {
  it('does the main job: from a trained model to production by reviewed proposal, and back', async () => {
    await registered();
    const again = await answerOf(
      `register iris ${iris}/baseline/model.joblib --metrics ${iris}/baseline/metrics.json --data ${iris}/train.csv --as cem`,
    );
    expect(again).toMatchObject({ version: '1.0.0', created: false, commit: null });

    const other = await refusalOf(`register iris ${iris}/improved/model.pkl --version 1.0.0 --as ann`);
    expect(other).toMatchObject({ code: 5, error: { code: 'ALREADY_EXISTS' } });
    expect(await answerOf(`register iris ${iris}/improved/model.pkl --as ann`)).toMatchObject({ version: '1.0.1' });

    expect(await refusalOf('promote iris@1.0.0 --to production --as ann')).toMatchObject({
      code: 3,
      error: {
        code: 'GATE_FAILED',
        verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'came-through', verdict: 'fail' })]),
      },
    });
    const development = await answerOf('promote iris@1.0.0 --to development --as ann');
    expect(development).toMatchObject({ commit: expect.any(String), created: true });

    for (const version of ['1.0.0', '1.0.1']) {
      const toStaging = await answerOf(`promote iris@${version} --to staging --as ann`);
      await answerOf(`proposal merge ${toStaging.proposal.id} --as ann`);
      const { proposal, image } = await answerOf(`promote iris@${version} --to production --as ann`);
      expect(await refusalOf(`proposal merge ${proposal.id} --as ann`)).toMatchObject({
        code: 3,
        error: { code: 'APPROVAL_MISSING' },
      });
      await answerOf(`proposal approve ${proposal.id} --as bea`);
      const merged = await answerOf(`proposal merge ${proposal.id} --as ann`);
      expect(merged.published).toMatchObject({ state: 'published', digest: image.digest });
    }

    expect(await refusalOf('yank iris@1.0.1 --reason wrong --as ann')).toMatchObject({
      code: 3,
      error: { code: 'STAGE_HELD' },
    });
    const back = await answerOf('rollback iris --stage production --as ann --reason recall');
    expect(back).toMatchObject({ version: '1.0.0', replaces: '1.0.1' });

    const { events } = await answerOf('history iris@production');
    expect(events.map(({ kind, version }: { kind: string; version: string }) => [kind, version])).toEqual([
      ['promoted', '1.0.1'],
      ['promoted', '1.0.0'],
    ]);
    expect(await answerOf('validate')).toMatchObject({ faults: [] });
  });

  it('predicts, evaluates nothing without a data set, pulls the very bytes and reads files without a registry', async () => {
    await registered();

    const predicted = await answerOf('predict iris@1.0.0 --input -', '[[5.1, 3.5, 1.4, 0.2]]');
    expect(predicted).toMatchObject({ version: '1.0.0', predictions: ['setosa'] });
    const bad = await refusalOf('predict iris@1.0.0 --input /dev/null');
    expect(bad).toMatchObject({ code: 2, error: { code: 'INPUT_INVALID' } });

    expect(await refusalOf('evaluate iris@1.0.0 --as ann')).toMatchObject({ code: 4 });

    const pulled = await answerOf('pull iris@latest --output here');
    const [file] = pulled.files;
    expect(await readFile(join(cwd, 'here', file.path))).toEqual(await readFile(join(iris, 'baseline/model.joblib')));

    expect(await answerOf(`inspect ${iris}/baseline/model.joblib`)).toMatchObject({
      format: 'joblib',
      verdict: 'allowed',
    });
    expect(await answerOf(`convert ${iris}/baseline/model.joblib --output onnx`)).toMatchObject({
      output: 'onnx/model.onnx',
      parity: { labelsDiffering: 0 },
    });
  });

  it('names what is not there, with what was probably meant', async () => {
    await registered();

    expect(await refusalOf('show iris@2.0.0')).toMatchObject({ code: 4, error: { code: 'NOT_FOUND' } });
    expect(await refusalOf('show irsi@1.0.0')).toMatchObject({ error: { hint: expect.stringContaining('iris') } });
    expect(await refusalOf('show iris')).toMatchObject({ code: 2, error: { code: 'NAME_INVALID' } });
    expect(await refusalOf('list --registry /nowhere')).toMatchObject({ code: 2, error: { code: 'NOT_A_REGISTRY' } });
  });

  it('completes names out of the registry', async () => {
    await registered();
    const child = start(['__complete', 'show', 'iris@1']);

    expect(await text(child.stdout!)).toBe('iris@1.0.0\n');
  });
});

describe('mergeline serve, as a process', () => {
  it('answers over HTTP until it is interrupted, and then ends well', async () => {
    await registered();
    const child = start(['serve', 'iris@1.0.0', '--port', '0', '--json']);
    const errors = text(child.stderr!);
    const [first] = await once(child.stdout!, 'data');
    const { url } = JSON.parse(String(first));

    const response = await fetch(`${url}/models/iris/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '[[5.1, 3.5, 1.4, 0.2]]',
    });
    expect(await response.json()).toMatchObject({ predictions: ['setosa'] });

    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await errors).toBe('');
  });
});

describe.skipIf(process.platform === 'win32')('a process that is stopped', () => {
  it('ends quietly when nobody reads any more', async () => {
    const child = start(['schema', 'registry']);
    child.stdout!.destroy();

    const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('ends with 130 when it is interrupted while it waits', async () => {
    await answerOf('init registry --as ann');
    const child = start(['predict', 'iris@1.0.0', '--input', '-']);
    child.stderr!.resume();
    setTimeout(() => child.kill('SIGINT'), 500);

    expect(await once(child, 'exit')).toEqual([130, null]);
  });
});
