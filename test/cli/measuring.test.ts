import { execFileSync } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linearModel } from '../core/support/memory-registry.ts';
import { memoryToolchain } from '../support/memory-toolchain.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runCli } from './run-cli.ts';

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
          onProgress: expect.any(Function),
        },
      ],
    ]);
  });

  it('hands over the columns by which the data are sliced', async () => {
    const { calls } = await runCli(['evaluate', 'iris@1.1.0', '--slice', 'region', '--slice', 'age band']);

    expect(calls).toEqual([
      [
        'evidence.evaluate',
        { ref: 'iris@1.1.0', dryRun: false, slices: ['region', 'age band'], onProgress: expect.any(Function) },
      ],
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
    const text = (await measuring(words)).stdout;
    expect(text).toMatch(/^✓ Measured model\.json, classification\n/);
    expect(text).toContain('mergeline register <model> model.json --eval test.csv --target side');
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
