import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultHostLimits, type HostLimits, IsolatedHost } from '../../../adapters/onnx/isolated-host.ts';
import { endlessModel, hoardingModel, hugeTensorModel, talkativeModel } from '../../support/hostile-models.ts';
import { onnxFixture } from './support/model-file.ts';

const oneRow = new Map([['X', { type: 'float64', data: new Float64Array([1, 2, 3, 4]), dims: [1, 4] } as const]]);
const linux = process.platform === 'linux';

function hostWith(limits: Partial<HostLimits> = {}, signal?: AbortSignal) {
  const host = new IsolatedHost({ limits: { ...defaultHostLimits, ...limits }, signal });
  return Object.assign(host, { [Symbol.asyncDispose]: () => host.close() });
}

describe('IsolatedHost', () => {
  it('ends a model that never answers, and says how to give a slow one longer', async () => {
    await using host = hostWith({ milliseconds: 1_500 });
    await host.load(endlessModel());
    await expect(host.run(oneRow)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      exitCode: 2,
      message: 'The model did not answer within 1.5 s.',
      hint: expect.stringContaining('MERGELINE_MODEL_TIMEOUT'),
    });
    await expect(host.run(oneRow)).rejects.toThrow('The model did not answer within 1.5 s.');
  });

  it('counts the time of loading too', async () => {
    await using host = hostWith({ milliseconds: 1 });
    await expect(host.load(endlessModel())).rejects.toThrow('The model did not load within 0.001 s.');
  });

  it('ends a model with the signal, whose reason it gives', async () => {
    const controller = new AbortController();
    await using host = hostWith({}, controller.signal);
    await host.load(endlessModel());
    const answer = host.run(oneRow);
    setTimeout(() => controller.abort(new Error('gone')), 50);
    await expect(answer).rejects.toThrow('gone');
  });

  it('starts nothing for a signal that is aborted', async () => {
    await using host = hostWith({}, AbortSignal.abort(new Error('gone')));
    await expect(host.load(endlessModel())).rejects.toThrow('gone');
  });

  it('refuses a tensor that no machine has room for, and goes on', async () => {
    await using host = hostWith();
    await host.load(hugeTensorModel(2 ** 40));
    const fault = { code: 'INPUT_INVALID', message: expect.stringContaining('Failed to allocate memory') };
    await expect(host.run(oneRow)).rejects.toMatchObject(fault);
    await expect(host.run(oneRow)).rejects.toMatchObject(fault);
  });

  it.runIf(linux)('ends a model that takes more memory than it may', async () => {
    await using host = hostWith({ memory: 200 * 2 ** 20 });
    await host.load(hoardingModel(2 ** 25));
    await expect(host.run(oneRow)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model took more than 200 MiB of memory.',
    });
  });

  it('takes no answer that this process could not hold', async () => {
    await using host = hostWith();
    await host.load(talkativeModel(2 ** 25 + 1));
    await expect(host.run(oneRow)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model answers with 33554433 values; the limit is 33554432.',
    });
  });

  it.runIf(linux)('tells of a process that died', async () => {
    const others = childrenOf(process.pid);
    await using host = hostWith();
    await host.load(endlessModel());
    const answer = host.run(oneRow);
    kill(childrenOf(process.pid).find((pid) => !others.includes(pid)));
    await expect(answer).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model ended the process that ran it (SIGSEGV).',
    });
  });

  it('answers questions one after another', async () => {
    await using host = hostWith();
    const loading = host.load(await onnxFixture('scores.onnx').read());
    const feeds = (value: number) =>
      new Map([['x', { type: 'float32', data: new Float32Array([value, 0]), dims: [1, 2] } as const]]);
    const answers = await Promise.all([loading, host.run(feeds(1)), host.run(feeds(2))]);
    const [inputs, first, second] = answers;
    expect(inputs).toEqual(['x']);
    expect(first.get('scores')?.data).toEqual(new Float32Array([1, 2, 3]));
    expect(second.get('scores')?.data).toEqual(new Float32Array([2, 4, 6]));
  });

  it.runIf(linux)('leaves no model behind when its own process is killed', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'support/run-endless-model.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(parent.stdout, 'data');
    expect(String(said)).toBe('running\n');
    const [child] = childrenOf(parent.pid);
    expect(isRunning(child)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(child), { timeout: 5_000 }).toBe(false);
  });
});

/** Linux: proc(5), task/<tid>/children. */
function childrenOf(pid: number | undefined): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter(Boolean)
    .map(Number);
}

/** Never 0, which would be the whole group. */
function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error('There is no such process.');
  process.kill(pid, 'SIGSEGV');
}

function isRunning(pid: number | undefined): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
