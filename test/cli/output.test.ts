import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MergelineError, PolicyRefusal } from '../../core/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';
import { list, register } from './story/model-answers.ts';
import { verdicts } from './story/names.ts';

const esc = '\u001b';

describe('colours', () => {
  it('are there on a terminal, and change nothing of the text', async () => {
    const plain = await runCli(['list']);
    const coloured = await runCli(['list'], { tty: true });

    expect(plain.stdout).not.toContain(esc);
    expect(coloured.stdout).toContain(esc);
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
  });

  it.each([
    ['NO_COLOR says so', { NO_COLOR: '1' }],
    ['the terminal is dumb', { TERM: 'dumb' }],
    ['FORCE_COLOR is 0', { FORCE_COLOR: '0' }],
  ])('are off on a terminal when %s', async (_why, env) => {
    const results = [await runCli(['list'], { tty: true, env }), await runCli(['nonsense'], { tty: true, env })];

    expect(results.map(({ stdout, stderr }) => stdout + stderr).join()).not.toContain(esc);
  });

  it('are on in a pipe when FORCE_COLOR says so', async () => {
    expect((await runCli(['list'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(esc);
  });

  it('are never in JSON', async () => {
    const { stdout } = await runCli(['list', '--json'], { tty: true, env: { FORCE_COLOR: '1' } });

    expect(stdout).not.toContain(esc);
    expect(JSON.parse(stdout)).toEqual(list);
  });
});

describe('progress', () => {
  async function registering(words: readonly string[], options: { readonly tty: boolean; readonly env?: object }) {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'model.pkl'), 'bytes');
    const registry = fakeRegistry({
      models: {
        register: async ({ onProgress }) => {
          onProgress?.('converting the model');
          await sleep(250);
          return register;
        },
      },
    });
    return await runCli(['register', 'iris', 'model.pkl', ...words], {
      cwd,
      registry,
      tty: options.tty,
      env: { ...options.env },
    });
  }

  it('turns on the terminal and is gone when the work is done', async () => {
    const { stdout, stderr } = await registering([], { tty: true });

    expect(stderr).toContain('converting the model');
    expect(stderr.endsWith(`\r${esc}[2K`)).toBe(true);
    expect(stdout).not.toContain('converting');
  });

  it.each([
    ['in a pipe', [], { tty: false }],
    ['with --quiet', ['--quiet'], { tty: true }],
    ['with --json', ['--json'], { tty: true }],
    ['on a dumb terminal', [], { tty: true, env: { TERM: 'dumb' } }],
  ] as const)('is silent %s', async (_where, words, options) => {
    expect((await registering(words, options)).stderr).toBe('');
  });
});

describe('what people see', () => {
  it('names the next command, with the registry that was given', async () => {
    const { stdout } = await runCli(['list', '--registry', './my models']);

    expect(stdout).toContain(`mergeline list iris --registry './my models'`);
  });

  it('names who acts where it matters, when somebody said so', async () => {
    const said = await runCli(['show', 'iris@1.1.0', '--as', 'ann']);
    const known = await runCli(['show', 'iris@1.1.0'], { env: { MERGELINE_ACTOR: 'ann' } });

    expect(said.stdout).toMatch(/mergeline promote iris@1\.1\.0 --to <stage> --as ann {2}/);
    expect(said.stdout).toMatch(/mergeline pull iris@1\.1\.0 {2}/);
    expect(known.stdout).not.toContain('--as');
  });

  it('shows where another reviewer goes, to whoever said who acts', async () => {
    const words = ['promote', 'iris@1.1.0', '--to', 'production'];

    expect((await runCli([...words, '--as', 'ann'])).stdout).toContain('mergeline proposal approve 7 --as <reviewer>');
    expect((await runCli(words)).stdout).toContain('mergeline proposal approve 7  by somebody');
  });

  it('leaves nothing out with --verbose, before a command or behind it, and in errors', async () => {
    const refusal = new PolicyRefusal('GATE_FAILED', 'no', { verdicts });
    const registry = fakeRegistry({ proposals: { merge: () => Promise.reject(refusal) } });
    const merge = ['proposal', 'merge', '7'];

    expect((await runCli(merge, { registry })).stderr).toContain('✓ 1 gate     pass     servable');
    for (const words of [
      [...merge, '--verbose'],
      ['--verbose', ...merge],
    ])
      expect((await runCli(words, { registry })).stderr).toContain('it is served as ONNX');
  });

  it('leaves the advice out with --quiet', async () => {
    expect((await runCli(['list'])).stdout).toContain('Next');
    expect((await runCli(['list', '--quiet'])).stdout).not.toContain('Next');
  });

  it('has no control characters that somebody wrote into a registry', async () => {
    const [model] = list.models;
    const hostile = { ...list, models: [{ ...model!, description: `a${esc}]0;title\u0007b\u202ec` }] };
    const registry = fakeRegistry({ models: { list: async () => hostile } });

    const { stdout } = await runCli(['list'], { registry });

    expect(stdout).toContain('a\ufffd]0;title\ufffdb\ufffdc');
  });

  it('has them as escapes in JSON, which is the same value', async () => {
    const [model] = list.models;
    const description = `a${esc}[2J\u009bb\u007fc\u202ed\u2066e\u200ff\u061cg`;
    const hostile = { ...list, models: [{ ...model!, description }] };
    const registry = fakeRegistry({ models: { list: async () => hostile } });
    const failing = fakeRegistry({
      models: { list: () => Promise.reject(new MergelineError('NOT_FOUND', description)) },
    });

    const { stdout } = await runCli(['list', '--json'], { registry });
    const { stderr } = await runCli(['list', '--json'], { registry: failing });

    expect(JSON.parse(stdout)).toEqual(hostile);
    expect(JSON.parse(stderr).error.message).toBe(description);
    expect(stdout + stderr).not.toMatch(/[^\n -~]/);
    expect(stdout).toContain('\\u202ed\\u2066e');
  });

  it('has none while the work goes on either', async () => {
    const registry = fakeRegistry({
      models: {
        register: async ({ onProgress }) => {
          onProgress?.(`converting${esc}]0;title\u0007`);
          await sleep(200);
          return register;
        },
      },
    });
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'model.pkl'), 'bytes');

    const { stderr } = await runCli(['register', 'iris', 'model.pkl'], { cwd, registry, tty: true });

    expect(stderr).toContain('converting\ufffd]0;title\ufffd');
  });

  it('ends with exactly one line feed', async () => {
    for (const words of [
      'list',
      'show iris@1.1.0',
      'search',
      'history',
      'validate',
      'schema registry',
      'completion bash',
      '--help',
    ]) {
      expect((await runCli(words.split(' '))).stdout).toMatch(/[^\n]\n$/);
    }
  });
});

describe('the registry that is meant', () => {
  it('is the nearest folder upwards with a registry.yaml', async () => {
    const top = await temporaryFolder();
    await writeFile(join(top, 'registry.yaml'), '');
    await mkdir(join(top, 'models/iris'), { recursive: true });

    const { opened } = await runCli(['list'], {
      cwd: join(top, 'models/iris'),
      env: { MERGELINE_REGISTRY: undefined },
    });

    expect(opened).toEqual([{ address: top, actor: undefined }]);
  });

  it('is the bare repository that one stands in', async () => {
    const bare = await temporaryFolder();
    await writeFile(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
    await mkdir(join(bare, 'objects'));

    const { opened } = await runCli(['list'], { cwd: bare, env: { MERGELINE_REGISTRY: undefined } });

    expect(opened).toEqual([{ address: bare, actor: undefined }]);
  });
});

describe('a file that cannot be read', () => {
  it('is told beside what the listing shows, at its place', async () => {
    const fault = { file: 'models/iris/model.yaml', line: 4, column: 1, path: 'ownrs', message: 'is not known here' };
    const registry = fakeRegistry({ models: { list: async () => ({ ...list, faults: [fault] }) } });

    const { stdout, stderr, code } = await runCli(['list'], { registry });

    expect(stdout).toContain('iris');
    expect(stderr).toContain('models/iris/model.yaml:4:1: ownrs: is not known here');
    expect(code).toBe(0);
  });
});
