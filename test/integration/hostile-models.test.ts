import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { reviewed } from '../core/support/policies.ts';
import { endlessModel, hugeTensorModel, lurkingModel } from '../support/hostile-models.ts';
import { CommandScene, irisExamples, launcher } from './support/command-scene.ts';

const csv = 'a,b,c,d,sum\n1,2,3,4,10\n2,3,4,5,14\n';
const dataset = `datasets:
  - name: sums
    digest: "${digestOf(csv)}"
    task: regression
    target: sum
    path: data/sums.csv
`;
const impatient = { env: { MERGELINE_MODEL_TIMEOUT: '1.5' } };
const noAnswer = 'The model did not answer within 1.5 s.';

/** What nobody here changes: one registry serves all tests. */
const scene = new CommandScene(mkdtempSync(join(tmpdir(), 'mergeline-hostile-')));
beforeAll(async () => {
  await scene.answer('init', 'registry');
  scene.commit({ 'registry.yaml': reviewed('- gate: evaluated\n  dataset: sums', dataset), 'data/sums.csv': csv });
  writeFileSync(join(scene.folder, 'endless.onnx'), lurkingModel());
  writeFileSync(join(scene.folder, 'plainly-endless.onnx'), endlessModel());
  writeFileSync(join(scene.folder, 'huge.onnx'), hugeTensorModel(2 ** 40));
  writeFileSync(join(scene.folder, 'rows.json'), '[[1, 2, 3, 4]]');
  writeFileSync(join(scene.folder, 'sums.csv'), csv);
  await scene.answer('register', 'endless', 'endless.onnx');
  await scene.answer('register', 'huge', 'huge.onnx');
  await scene.answer('register', 'iris', join(irisExamples, 'improved/model.pkl'));
});
afterAll(() => rmSync(scene.folder, { recursive: true }));

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** The command as it runs, for tests that look at it meanwhile. */
function start(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd: scene.folder,
    env: {
      PATH: process.env['PATH'],
      HOME: scene.folder,
      MERGELINE_ACTOR: 'ann',
      MERGELINE_REGISTRY: scene.registry,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return { child, stdout: text(child.stdout), stderr: text(child.stderr), ended: once(child, 'exit') };
}

describe('a model that never answers', () => {
  it('is told when it is registered, and no stage can get it', async () => {
    const { stderr } = await scene.run(['register', 'plain', 'plainly-endless.onnx'], impatient);
    expect(stderr).toContain(`warning: It is stored, but it cannot be served: ${noAnswer}`);
    const before = scene.tips();
    const { code } = await scene.run(['promote', 'plain@1.0.0', '--to', 'staging'], impatient);
    expect(code).not.toBe(0);
    expect(scene.tips()).toBe(before);
  });
  it('fails predict after its time', async () => {
    const { code, stderr } = await scene.run(['predict', 'endless@1.0.0', '--input', 'rows.json'], impatient);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`error[MODEL_FAILED]: ${noAnswer}`) });
  });

  it('fails evaluate, of a version as of a file, and nothing is recorded', async () => {
    const before = scene.tips();
    for (const words of [
      ['evaluate', 'endless@1.0.0'],
      ['evaluate', 'endless.onnx', '--data', 'sums.csv', '--target', 'sum'],
    ]) {
      const { code, stderr } = await scene.run(words, impatient);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(noAnswer) });
    }
    expect(scene.tips()).toBe(before);
  });

  it('is refused by the gate that wants its metrics, and no proposal is opened', async () => {
    const before = scene.tips();
    const words = ['promote', 'endless@1.0.0', '--to', 'production', '--json'];
    const { code, stderr } = await scene.run(words, impatient);
    const { error } = JSON.parse(stderr);
    expect({ code, error: error.code }).toEqual({ code: 3, error: 'GATE_FAILED' });
    expect(error.verdicts).toContainEqual(
      expect.objectContaining({ gate: 'evaluated', verdict: 'fail', reason: expect.stringContaining(noAnswer) }),
    );
    expect(scene.tips()).toBe(before);
  });

  it.skipIf(process.platform !== 'linux').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends with predict on %s', async (signal, exit) => {
    const { child, stdout, ended } = start(['predict', 'endless@1.0.0', '--input', 'rows.json']);
    await expect.poll(() => modelProcessesOf(child), { timeout: 20_000 }).toHaveLength(1);
    const [model] = modelProcessesOf(child);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const asked = performance.now();
    child.kill(signal);
    expect(await ended).toEqual([exit, null]);
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(await stdout).toBe('');
    await expect.poll(() => isRunning(model)).toBe(false);
  });

  it('is named by serve, which goes on without it', async () => {
    const words = ['serve', 'endless@1.0.0', 'iris@1.0.0', '--port', '0'];
    const { child, url, said } = await startServer(words, impatient.env);
    await expect(post(`${url}/models/endless/predict`, [[1, 2, 3, 4]])).rejects.toThrow('fetch failed');
    await expect.poll(said, { timeout: 20_000 }).toMatch(/Serving again at/);
    expect(said()).toContain('warning: endless@1.0.0 kept the server from answering for 1.5 s.');
    expect(await post(`${url}/models/iris/predict`, [[5.1, 3.5, 1.4, 0.2]])).toMatchObject({ predictions: ['setosa'] });
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('does not keep serve from ending on SIGTERM', async () => {
    const { child, url } = await startServer(['serve', 'endless@1.0.0', '--port', '0'], {});
    const lost = expect(post(`${url}/models/endless/predict`, [[1, 2, 3, 4]])).rejects.toThrow('fetch failed');
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGTERM');
    const asked = performance.now();
    await once(child, 'exit');
    expect(performance.now() - asked).toBeLessThan(10_000);
    await lost;
  });
});

describe('a model that asks for terabytes', () => {
  it('fails predict with what it asked for', async () => {
    const { code, stderr } = await scene.run(['predict', 'huge@1.0.0', '--input', 'rows.json', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('Failed to allocate memory'),
    });
  });

  it('leaves serve answering', async () => {
    const { url } = await startServer(['serve', 'huge@1.0.0', 'iris@1.0.0', '--port', '0'], {});
    expect(await post(`${url}/models/huge/predict`, [[1, 2, 3, 4]])).toMatchObject({
      error: { code: 'INPUT_INVALID' },
    });
    expect(await post(`${url}/models/iris/predict`, [[5.1, 3.5, 1.4, 0.2]])).toMatchObject({ predictions: ['setosa'] });
  });
});

async function startServer(words: readonly string[], env: NodeJS.ProcessEnv) {
  const { child } = start(words, env);
  let said = '';
  const read = (chunk: Buffer) => {
    said += chunk;
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(/Serving at/);
  const [url = ''] = /http:\S+/.exec(said) ?? [];
  return { child, url, said: () => said };
}

async function post(address: string, rows: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return await (await fetch(address, { method: 'POST', headers, body: JSON.stringify(rows) })).json();
}

/** Linux: proc(5), task/<tid>/children. */
function modelProcessesOf({ pid }: ChildProcess): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('host-process'));
}

function isRunning(pid: number | undefined): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
