import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConvertedModel, ModelConverter } from '../../core/ports/model-toolchain.ts';
import { linearModel } from '../core/support/memory-registry.ts';
import { memoryToolchain } from '../support/memory-toolchain.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { manifest } from './answers.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';

describe('mergeline pull', () => {
  it('writes the verified files below a folder named after the version', async () => {
    const cwd = await temporaryFolder();

    const { code, stdout, calls } = await runCli(['pull', 'iris@production', '--json'], { cwd });

    expect(code).toBe(0);
    expect(calls).toEqual([['models.pull', 'iris@production', { role: 'source' }]]);
    expect(await readFile(join(cwd, 'iris-1.1.0/source/model.pkl'), 'utf8')).toBe('bytes');
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'iris',
      version: '1.1.0',
      output: 'iris-1.1.0',
      files: [{ path: 'source/model.pkl', size: 5, written: true }],
    });
    expect(await readdir(join(cwd, 'iris-1.1.0'))).toEqual(['source']);
  });

  it('writes nothing the second time', async () => {
    const cwd = await temporaryFolder();
    const words = ['pull', 'iris@1.1.0', '--role', 'served', '--output', 'here', '--at', 'v1'];
    await runCli(words, { cwd });

    const { code, stdout, calls } = await runCli(words, { cwd });

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('is in here already') });
    expect(calls).toEqual([['models.pull', 'iris@1.1.0', { role: 'served', at: 'v1' }]]);
  });

  it('keeps a file with other content, unless it is told to replace it', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'here/source'), { recursive: true });
    await writeFile(join(cwd, 'here/source/model.pkl'), 'mine');

    const kept = await runCli(['pull', 'iris@1.1.0', '--output', 'here'], { cwd });
    expect(kept).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('error[ALREADY_EXISTS]') });
    expect(await readFile(join(cwd, 'here/source/model.pkl'), 'utf8')).toBe('mine');

    const replaced = await runCli(['pull', 'iris@1.1.0', '--output', 'here', '--force'], { cwd });
    expect(replaced.code).toBe(0);
    expect(await readFile(join(cwd, 'here/source/model.pkl'), 'utf8')).toBe('bytes');
  });

  it('writes no path outside the folder, whatever a manifest says', async () => {
    const cwd = await temporaryFolder();
    const registry = fakeRegistry();
    const { files, ...version } = await registry.models.pull('iris@1.1.0');
    const hostile = fakeRegistry({
      models: { pull: async () => ({ ...version, files: [{ ...files[0]!, path: '../escaped.pkl' }] }) },
    });

    const { code } = await runCli(['pull', 'iris@1.1.0', '--output', 'here'], { cwd, registry: hostile });

    expect(code).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });

  it.each([
    ['a file above the folder', 'here', 'here/below'],
    ['a file in the place of the folder', 'here', 'here'],
    ['a file in the place of a folder in it', 'here/source', 'here'],
  ])('writes nothing where there is %s, and says which', async (_what, file, output) => {
    const cwd = await temporaryFolder();
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), 'mine');

    const { code, stderr } = await runCli(['pull', 'iris@1.1.0', '--output', output, '--force'], { cwd });

    expect(code).toBe(2);
    expect(stderr).toContain(`error[INPUT_INVALID]: ${join(cwd, file)} is a file, so nothing goes below it.`);
    expect(stderr).toContain('--output');
    expect(await readFile(join(cwd, file), 'utf8')).toBe('mine');
  });

  it('writes nothing where a folder stands in the place of a file', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'here/source/model.pkl'), { recursive: true });

    const { code, stderr } = await runCli(['pull', 'iris@1.1.0', '--output', 'here', '--force'], { cwd });

    expect(code).toBe(2);
    expect(stderr).toContain('is a folder, and a file is to go there.');
  });

  it('leaves no half of a file when the bytes turn out wrong', async () => {
    const cwd = await temporaryFolder();
    const { files, ...version } = await fakeRegistry().models.pull('iris@1.1.0');
    const registry = fakeRegistry({
      models: {
        pull: async () => ({
          ...version,
          files: [
            {
              ...files[0]!,
              async *open() {
                yield Buffer.from('by');
                throw new Error('the digest is another one');
              },
            },
          ],
        }),
      },
    });

    const { code } = await runCli(['pull', 'iris@1.1.0', '--output', 'here'], { cwd, registry });

    expect(code).toBe(1);
    expect(await readdir(join(cwd, 'here/source'))).toEqual([]);
  });
});

describe('mergeline inspect and convert', () => {
  const { source, scan, signature, served, conversion } = manifest;
  const inspection = { source, scan, estimators: { model: 'sklearn.pipeline.Pipeline' } };
  const bytes = Buffer.from('onnx');
  const converted: ConvertedModel = {
    inspection,
    conversion,
    served: {
      form: served!,
      signature: signature!,
      files: [{ path: 'model.onnx', mediaType: 'application/octet-stream', bytes }],
    },
  };

  async function runOn(words: readonly string[], answer: ConvertedModel = converted) {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'model.pkl'), 'bytes');
    const converter: ModelConverter = { inspect: async () => inspection, convert: async () => answer };
    return {
      cwd,
      ...(await runCli(words, { cwd, product: { openToolchain: async () => ({ ...memoryToolchain, converter }) } })),
    };
  }

  it('tell what a file holds without a registry', async () => {
    const { stdout, opened } = await runOn(['inspect', 'model.pkl', '--json']);

    expect(opened).toEqual([]);
    expect(JSON.parse(stdout)).toEqual({
      format: 'joblib',
      framework: 'scikit-learn',
      frameworkVersion: '1.7.0',
      estimator: 'sklearn.pipeline.Pipeline',
      classes: ['sklearn.pipeline.Pipeline'],
      globals: ['numpy.ndarray', 'sklearn.pipeline.Pipeline'],
      verdict: 'allowed',
      estimators: { model: 'sklearn.pipeline.Pipeline' },
    });
  });

  it('write the ONNX file and its parity', async () => {
    const { cwd, stdout } = await runOn(['convert', 'model.pkl', '--output', 'out', '--json']);

    expect(await readFile(join(cwd, 'out/model.onnx'), 'utf8')).toBe('onnx');
    expect(JSON.parse(stdout)).toMatchObject({
      output: 'out/model.onnx',
      size: 4,
      opset: 21,
      inputs: [{ name: 'input' }],
      outputs: [{ name: 'label' }],
      parity: { rows: 150 },
      warnings: [],
    });
  });

  it('write under the name that was given, where it is one of an ONNX file', async () => {
    const { cwd, stdout } = await runOn(['convert', 'model.pkl', '--output', 'out/petals.onnx', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ output: 'out/petals.onnx' });
    expect(await readdir(join(cwd, 'out'))).toEqual(['petals.onnx']);
  });

  it('say which part of a model cannot be converted', async () => {
    const { code, stderr } = await runOn(['convert', 'model.pkl', '--json'], {
      inspection,
      conversion: { outcome: 'unsupported', reason: 'SVC is not known', path: 'steps[1]' },
    });

    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'MODEL_UNSUPPORTED', details: [{ path: 'steps[1]' }] });
  });

  it('refuse a link and a file that is not there', async () => {
    const cwd = await temporaryFolder();
    await symlink('/etc/passwd', join(cwd, 'link.pkl'));

    expect(await runCli(['inspect', 'link.pkl'], { cwd })).toMatchObject({ code: 2 });
    expect(await runCli(['convert', 'absent.pkl'], { cwd })).toMatchObject({ code: 2 });
  });
});

describe('mergeline predict', () => {
  it.each([
    ['JSON', 'rows.json', '[[5.1, 3.5]]', [[5.1, 3.5]], {}],
    ['JSON with names', 'rows.json', '{"rows": [{"length": 5.1}]}', [{ length: 5.1 }], {}],
    [
      'CSV',
      'rows.csv',
      'length,colour\n5.1,blue\n',
      [[5.1, 'blue']],
      { table: { name: 'rows.csv', columns: ['length', 'colour'] } },
    ],
  ])('reads rows from %s', async (_form, name, text, rows, options) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, name), text);

    const { calls } = await runCli(['predict', 'iris@1.1.0', '--input', name, '--at', 'v1'], { cwd });

    expect(calls).toEqual([['evidence.predict', 'iris@1.1.0', rows, { at: 'v1', ...options }]]);
  });

  it('says which column is no input', async () => {
    const words = ['predict', 'iris@1.1.0', '--input', '-', '--target', 'species'];
    const { calls } = await runCli(words, { stdin: 'length,species\n5.1,setosa\n' });

    const table = { name: 'stdin', columns: ['length', 'species'], target: 'species' };
    expect(calls).toEqual([['evidence.predict', 'iris@1.1.0', [[5.1, 'setosa']], { table }]]);
  });

  it('reads rows from stdin', async () => {
    const { calls } = await runCli(['predict', 'iris@1.1.0', '--input', '-'], { stdin: '[[1, 2]]' });

    expect(calls).toEqual([['evidence.predict', 'iris@1.1.0', [[1, 2]], {}]]);
  });

  it.skipIf(process.platform === 'win32')('reads rows from a pipe, also when its writer comes late', async () => {
    const cwd = await temporaryFolder();
    execFileSync('mkfifo', [join(cwd, 'rows')]);
    const predicting = runCli(['predict', 'iris@1.1.0', '--input', 'rows'], { cwd });
    setTimeout(() => void writeFile(join(cwd, 'rows'), '[[1, 2]]'), 100);

    expect((await predicting).calls).toEqual([['evidence.predict', 'iris@1.1.0', [[1, 2]], {}]]);
  });

  it.skipIf(process.platform === 'win32')('ends on a signal while nobody writes to its pipe', async () => {
    const cwd = await temporaryFolder();
    execFileSync('mkfifo', [join(cwd, 'rows')]);
    const controller = new AbortController();
    const predicting = runCli(['predict', 'iris@1.1.0', '--input', 'rows'], { cwd, signal: controller.signal });
    setTimeout(() => controller.abort('SIGINT'), 50);

    expect(await predicting).toMatchObject({ code: 130, calls: [] });
  });

  it('reads no more than it can hold, and neither folders nor devices', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'folder'));
    await writeFile(join(cwd, 'large.json'), '');
    await truncate(join(cwd, 'large.json'), 64 * 2 ** 20 + 1);
    const refusals = [
      ['folder', 'folder cannot be read: it is a folder.'],
      ['large.json', 'large.json has more than 64 MiB.'],
      ...(process.platform === 'win32' ? [] : [['/dev/zero', '/dev/zero cannot be read: it is a device, not a file.']]),
    ] as const;
    for (const [input = '', message = ''] of refusals) {
      const { code, stderr } = await runCli(['predict', 'iris@1.1.0', '--input', input], { cwd });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
      const metrics = await runCli(['register', 'iris', 'large.json', '--metrics', input], { cwd });
      expect(metrics).toMatchObject({ code: 2, stderr: expect.stringContaining(`--metrics: ${message}`) });
    }
  });

  it('reads stdin only so far', async () => {
    const endless = (function* () {
      for (;;) yield Buffer.alloc(2 ** 20);
    })();
    const { code, stderr } = await runCli(['predict', 'iris@1.1.0', '--input', '-'], { stdin: endless });

    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('stdin has more than 64 MiB.') });
  });

  it('refuses rows that are none', async () => {
    expect(await runCli(['predict', 'iris@1.1.0', '--input', '-'], { stdin: '[1, 2]' })).toMatchObject({
      code: 2,
      calls: [],
    });
    expect(await runCli(['predict', 'iris@1.1.0', '--input', 'absent.json'])).toMatchObject({ code: 2, calls: [] });
    for (const stdin of ['', ' \n', '[]', '{"rows": []}', 'a,b\n', 'a line of prose', '\x80\x04\0\0']) {
      const { code, stderr, calls } = await runCli(['predict', 'iris@1.1.0', '--input', '-'], { stdin });
      expect({ code, calls }, stdin).toEqual({ code: 2, calls: [] });
      expect(stderr).toContain('error[INPUT_INVALID]: ');
    }
  });
});

describe('mergeline evaluate', () => {
  it('hands over the bytes of a data set', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'holdout.csv'), 'a,b\n1,2\n');

    const { calls } = await runCli(['evaluate', 'iris@1.1.0', '--dataset', 'holdout', '--data', 'holdout.csv'], {
      cwd,
    });

    expect(calls).toEqual([
      [
        'evidence.evaluate',
        {
          ref: 'iris@1.1.0',
          dataset: 'holdout',
          dryRun: false,
          data: expect.objectContaining({ name: 'holdout.csv' }),
        },
      ],
    ]);
  });

  it('hands over the columns by which the data are sliced', async () => {
    const { calls } = await runCli(['evaluate', 'iris@1.1.0', '--slice', 'region', '--slice', 'age band']);

    expect(calls).toEqual([
      ['evidence.evaluate', { ref: 'iris@1.1.0', dryRun: false, slices: ['region', 'age band'] }],
    ]);
  });

  async function measuring(words: readonly string[]) {
    const cwd = await temporaryFolder();
    const [model] = linearModel(1);
    await writeFile(join(cwd, 'model.json'), await model!.read());
    await writeFile(join(cwd, 'test.csv'), 'x,y,side\n2,1,left\n1,2,right\n3,1,left\n1,0,right\n');
    return await runCli(['evaluate', ...words], {
      cwd,
      env: { MERGELINE_REGISTRY: undefined },
      product: { openToolchain: async () => memoryToolchain },
    });
  }

  it('measures a file where there is no registry', async () => {
    const words = ['model.json', '--data', 'test.csv', '--target', 'side'];
    const { code, stdout, stderr, opened } = await measuring([...words, '--json']);

    expect({ code, stderr, opened }).toEqual({ code: 0, stderr: '', opened: [] });
    expect(JSON.parse(stdout)).toMatchObject({
      task: 'classification',
      rows: 4,
      metrics: { accuracy: 0.75 },
      perClass: [
        { label: 'left', support: 2 },
        { label: 'right', support: 2 },
      ],
      dataset: { name: 'test.csv', digest: expect.stringMatching(/^sha256:/), rows: 4 },
    });
    expect((await measuring(words)).stdout).toMatch(/^✓ Measured model\.json, classification\n/);
    const { stdout: sliced } = await measuring([...words, '--slice', 'y', '--json']);
    expect(JSON.parse(sliced).slices.map((slice: { rows: number }) => slice.rows)).toEqual([1, 2, 1]);
  });

  it.each([
    ['a file without a target', ['model.json'], 'mergeline evaluate model.json --data <file.csv> --target <column>'],
    ['a target without data', ['model.json', '--target', 'side'], '--data <file.csv> --target side'],
    ['a target beside a pinned data set', ['iris@1.1.0', '--target', 'side', '--dataset', 'holdout'], '--target side'],
  ])('refuses %s and says what to write', async (_what, words, hint) => {
    const { code, stderr } = await measuring(words);

    expect(code).toBe(2);
    expect(stderr).toContain('error[USAGE]');
    expect(stderr).toContain(hint);
  });

  it('names the column that is not there', async () => {
    const { code, stderr } = await measuring(['model.json', '--data', 'test.csv', '--target', 'sides']);

    expect(code).toBe(2);
    expect(stderr).toContain('error[INPUT_INVALID]: test.csv has no column "sides", the target.');
    expect(stderr).toContain('Did you mean side?');
  });
});

describe('mergeline init', () => {
  it('makes a registry in the folder, for who acts', async () => {
    const asked: unknown[] = [];
    const initRegistry = async (
      folder: string,
      { actor, store, dryRun }: { actor?: string; store?: string; dryRun?: boolean },
    ) => {
      asked.push({ folder, actor, store, dryRun });
      return {
        address: folder,
        branch: 'main',
        commit: 'c0ffee1234567890',
        files: ['registry.yaml'],
        created: true,
        warnings: [],
      };
    };

    const { stdout } = await runCli(['init', 'models', '--store', 'lfs', '--as', 'ann'], { product: { initRegistry } });
    await runCli(['init', '--dry-run'], { product: { initRegistry } });

    expect(asked).toEqual([
      { folder: 'models', actor: 'ann', store: 'lfs', dryRun: false },
      { folder: '.', actor: undefined, store: undefined, dryRun: true },
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "✓ Made a registry in models

        branch  main
        commit  c0ffee1234
        files   registry.yaml

      Next
        mergeline register <model> <path> --registry models --as ann  register a trained model
        mergeline doctor --registry models                            what is still to be set up
      "
    `);
  });
});

describe('mergeline schema', () => {
  it('prints the schema of a kind, by the name of the file or the kind', async () => {
    const byFile = await runCli(['schema', 'model-version']);
    const byKind = await runCli(['schema', 'ModelVersion']);

    expect(JSON.parse(byFile.stdout)).toMatchObject({ $id: expect.stringContaining('model-version.schema.json') });
    expect(byKind).toEqual(byFile);
  });

  it('lists every kind with where its files lie, and knows which one was meant', async () => {
    expect((await runCli(['schema'])).stdout).toMatchInlineSnapshot(`
      "KIND            BRANCH    FILE
      registry        registry  registry.yaml
      model           registry  models/<model>/model.yaml
      model-version   registry  models/<model>/versions/<version>.yaml
      evaluation      registry  models/<model>/evaluations/<version>/<id>.yaml
      version-status  registry  models/<model>/status/<version>.yaml
      stage-pointer   registry  models/<model>/stages/<stage>.yaml
      proposal        records   proposals/<id>/proposal.yaml
      proposal-head   records   proposals/<id>/heads/<number>.yaml
      review          records   proposals/<id>/reviews/<digest>.yaml
      closing         records   proposals/<id>/closed.yaml
      merge-record    records   merges/<commit>.yaml
      judged-record   records   judged/<model>/<stage>/<generation>.yaml
      receipt         records   receipts/<model>/<stage>/<generation>.yaml

      Next
        mergeline schema registry  what registry.yaml may hold
      "
    `);
    expect(JSON.parse((await runCli(['schema', '--json'])).stdout).kinds).toContain('stage-pointer');
    expect(await runCli(['schema', 'registri'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('registry'),
    });
  });
});
