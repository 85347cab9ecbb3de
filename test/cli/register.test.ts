import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RegisterRequest } from '../../core/requests.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';
import { register as answer } from './story/model-answers.ts';
import { promote } from './story/proposal-answers.ts';

const csv = 'length,species\n5.1,setosa\n6.2,virginica\n';
const csvDigest = `sha256:${createHash('sha256').update(csv).digest('hex')}`;
const digest = `sha256:${'ab'.repeat(32)}`;

/** A folder with what a training run leaves. */
async function trained() {
  const folder = await temporaryFolder();
  const files = {
    'model.pkl': 'bytes',
    'train.csv': csv,
    'image.bin': 'abc',
    'metrics.json': '{"accuracy": 0.9, "f1": 0.8}',
    'params.json': '{"C": 1, "solver": {"name": "lbfgs", "tol": null}, "layers": [64, 32], "fit": true}',
    'out/model.pkl': 'bytes',
    'out/vocabulary.txt': 'words',
    'out/__pycache__/x.pyc': 'x',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function requestOf(words: readonly string[]): Promise<RegisterRequest> {
  const folder = await trained();
  const { code, calls, stderr } = await runCli(['register', 'iris', ...words], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.anything() });
  const [call] = calls;
  return call![1] as RegisterRequest;
}

describe('mergeline register', () => {
  it('asks for little more than the file when nothing else is said', async () => {
    const { files, onProgress, ...request } = await requestOf(['model.pkl']);

    expect(files.map(({ path, size }) => ({ path, size }))).toEqual([{ path: 'model.pkl', size: 5 }]);
    expect(onProgress).toBeTypeOf('function');
    expect(request).toEqual({
      model: 'iris',
      metrics: {},
      parameters: {},
      tags: {},
      datasets: [],
      lineage: {},
      propose: false,
      dryRun: false,
    });
  });

  it('passes on every option that there is', async () => {
    const {
      files: _files,
      onProgress: _onProgress,
      ...request
    } = await requestOf([
      ...['model.pkl', '--version', '2.0.0', '--bump', 'minor', '--metrics', 'metrics.json', 'f1=0.85', 'auc=1e-1'],
      ...['--params', 'params.json', 'C=2.0', 'tol=1e-3', 'sklearn="1.10"', 'seed=007', '--data', 'train.csv'],
      ...['--dataset', 'raw=image.bin', `old=${digest}`, '--tag', 'team=flowers', '--tag', 'use=a=b'],
      ...['--description', 'Three species', '--owner', 'ann', '--owner', 'bea', '--licence', 'MIT'],
      ...['--source-commit', 'c0ffee1', '--run-url', 'https://ci.example.org/7', '--parent', 'iris@1.0.0'],
      ...['--format', 'other', '--stage', 'development', '--propose', '--idempotency-key', 'run-7', '--dry-run'],
      ...['--reason', 'nightly', '--eval', 'train.csv', '--target', 'species'],
    ]);

    expect(request).toEqual({
      evaluation: { source: { name: 'train.csv', open: expect.any(Function) }, target: 'species' },
      model: 'iris',
      version: '2.0.0',
      bump: 'minor',
      metrics: { accuracy: 0.9, f1: 0.85, auc: 0.1 },
      parameters: {
        C: 2,
        'solver.name': 'lbfgs',
        'solver.tol': null,
        layers: '[64,32]',
        fit: true,
        tol: 0.001,
        sklearn: '1.10',
        seed: '007',
      },
      tags: { team: 'flowers', use: 'a=b' },
      description: 'Three species',
      owners: ['ann', 'bea'],
      licence: 'MIT',
      datasets: [
        { name: 'train', digest: csvDigest, rows: 2 },
        { name: 'raw', digest: `sha256:${createHash('sha256').update('abc').digest('hex')}` },
        { name: 'old', digest },
      ],
      lineage: { sourceCommit: 'c0ffee1', runUrl: 'https://ci.example.org/7', parent: 'iris@1.0.0' },
      format: 'other',
      stage: 'development',
      propose: true,
      idempotencyKey: 'run-7',
      dryRun: true,
      reason: 'nightly',
    });
  });

  it('takes a list before the arguments without swallowing them', async () => {
    const folder = await trained();

    const { calls } = await runCli(['register', '--metrics', 'accuracy=0.9', 'f1=0.8', 'iris', 'model.pkl'], {
      cwd: folder,
    });

    expect(calls[0]?.[1]).toMatchObject({ model: 'iris', metrics: { accuracy: 0.9, f1: 0.8 } });
  });

  it('prints the files that it takes out of a folder', async () => {
    const folder = await trained();

    const { stderr, calls } = await runCli(['register', 'iris', 'out'], { cwd: folder });

    const [call] = calls;
    expect((call![1] as RegisterRequest).files.map(({ path }) => path)).toEqual(['model.pkl', 'vocabulary.txt']);
    expect(stderr).toBe('Taking 2 files of out, 10 B:\n  model.pkl  5 B\n  vocabulary.txt  5 B\n');
  });

  it('says each warning once on stderr and keeps stdout for the result', async () => {
    const folder = await trained();
    const promotion = { ...promote, warnings: ['only a local store', 'not published yet'] };
    const registry = fakeRegistry({
      models: { register: async () => ({ ...answer, warnings: ['only a local store'], promotion }) },
    });

    const people = await runCli(['register', 'iris', 'model.pkl'], { cwd: folder, registry });
    const quiet = await runCli(['register', 'iris', 'model.pkl', '--quiet'], { cwd: folder, registry });

    expect(people.stderr).toBe('warning: only a local store\nwarning: not published yet\n');
    expect(people.stdout).not.toContain('only a local store');
    expect(quiet.stderr).toBe('');
  });

  it.each([
    ['a tag', ['--tag', `key=${'ghp'}_${'a1B2'.repeat(9)}`], 'tags.key'],
    ['a parameter', ['--params', 'api_key=hunter2'], 'parameters.api_key'],
    ['an address', ['--run-url', 'https://ann:hunter2@example.org/7'], 'lineage.runUrl'],
    ['the description', ['--description', `${'AKIA'}IOSFODNN7EXAMPLE`], 'description'],
  ])('refuses a credential in %s before it opens the registry', async (_where, words, path) => {
    const folder = await trained();

    const { code, stderr, opened } = await runCli(['register', 'iris', 'model.pkl', '--json', ...words], {
      cwd: folder,
    });

    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'CREDENTIAL_FOUND', details: [{ path }] });
    expect(stderr).not.toMatch(/hunter2|a1B2|IOSFODNN/);
    expect(opened).toEqual([]);
  });

  it.each([
    ['a metric that is no number', ['--metrics', 'accuracy=high'], 'INPUT_INVALID'],
    ['a metric that is not finite', ['--metrics', 'loss=NaN'], 'INPUT_INVALID'],
    ['a metrics file that is not there', ['--metrics', 'absent.json'], 'INPUT_INVALID'],
    ['a metrics file that is not JSON', ['--metrics', 'train.csv'], 'INPUT_INVALID'],
    ['a tag without a value', ['--tag', 'team'], 'USAGE'],
    ['a tag given twice', ['--tag', 'team=a', 'team=b'], 'USAGE'],
    ['training data that are not there', ['--data', 'absent.csv'], 'INPUT_INVALID'],
    ['a bump that there is not', ['--bump', 'huge'], 'USAGE'],
    ['an evaluation without a target', ['--eval', 'train.csv'], 'USAGE'],
    ['a target without an evaluation', ['--target', 'species'], 'USAGE'],
    ['an evaluation on data that are not there', ['--eval', 'absent.csv', '--target', 'species'], 'INPUT_INVALID'],
    ['an option that this version does not have', ['--sample', 'rows.json'], 'USAGE'],
  ])('refuses %s', async (_what, words, errorCode) => {
    const folder = await trained();

    const { code, stderr, calls } = await runCli(['register', 'iris', 'model.pkl', '--json', ...words], {
      cwd: folder,
    });

    expect({ code, error: JSON.parse(stderr).error.code, calls }).toEqual({ code: 2, error: errorCode, calls: [] });
  });
});
