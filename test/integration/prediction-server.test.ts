import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { emitOnnx } from '../../conversion/emit/onnx.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Signature } from '../../core/domain/manifest.ts';
import { formatModelMetadata } from '../../packaging/model-metadata.ts';

const main = join(import.meta.dirname, '../../serving/main.ts');
const manifestDigest = digestOf('manifest');
const species = ['setosa', 'versicolor', 'virginica'];
const signature: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 4] }],
  outputs: [
    { name: 'label', type: 'string', shape: [null] },
    { name: 'probabilities', type: 'float64', shape: [null, 3] },
  ],
  classes: species,
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mergeline-models-'));
  await writeModel(directory);
});
afterAll(() => rm(directory, { recursive: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('the image’s program serves the packed model with ONNX Runtime, and both protocols agree', async () => {
  const { url } = await start();
  const rows = [
    [5.1, 3.5, 1.4, 0.2],
    [6.7, 3.0, 5.2, 2.3],
  ];
  const plain = await post(`${url}/models/risk/iris/predict`, rows);
  expect(plain).toMatchObject({
    model: 'risk/iris',
    version: '3.1.4',
    manifestDigest,
    predictions: ['setosa', 'virginica'],
    classes: species,
  });
  const inputs = [{ name: 'X', shape: [2, 4], datatype: 'FP64', data: rows }];
  const tensors = await post(`${url}/v2/models/risk%2Firis/infer`, { inputs });
  expect(tensors['outputs']).toEqual([
    { name: 'label', datatype: 'BYTES', shape: [2], data: plain['predictions'] },
    { name: 'probabilities', datatype: 'FP64', shape: [2, 3], data: (plain['probabilities'] as number[][]).flat() },
  ]);
});

test('SIGTERM loses nothing: what was sent is answered, and the program ends with 0', async () => {
  const { url, child } = await start('--grace', '1');
  const statuses: number[] = [];
  let sending = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (sending) statuses.push(await statusOf(`${url}/models/risk/iris/predict`));
  });
  await waitFor(() => statuses.length > 100);
  child.kill('SIGTERM');
  await waitFor(async () => (await fetch(`${url}/v2/health/ready`)).status === 503);
  const before = statuses.length;
  await waitFor(() => statuses.length > before + 100);
  sending = false;
  await Promise.all(clients);
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(code).toBe(0);
});

test('a taken port ends the program with 2, and what holds the port is named', async () => {
  const { url, child } = await start();
  const { port } = new URL(url);
  const second = run('--port', port);
  const [code] = await once(second.child, 'exit');
  expect(code).toBe(2);
  expect(second.text()).toContain(`Port ${port} is taken`);
  if (process.platform === 'linux') expect(second.text()).toContain(`(process ${child.pid})`);
});

test('a model file that was tampered with is not served', async () => {
  const tampered = await mkdtemp(join(tmpdir(), 'mergeline-models-'));
  await writeModel(tampered);
  await writeFile(join(tampered, 'model.onnx'), 'other bytes');
  const { child, text } = run('--port', '0', '--models', tampered);
  const [code] = await once(child, 'exit');
  await rm(tampered, { recursive: true });
  expect([code, text()]).toEqual([6, expect.stringContaining('model.onnx in')]);
});

async function writeModel(folder: string): Promise<void> {
  const weights = new Float64Array([0, 0, -3, -3, 0, 0, 0, 0, 0, 0, 2, 3]);
  const scores = { outputs: 3, inputs: 4, weights, intercepts: new Float64Array([10, 0, -14]) };
  const classes = { type: 'string', values: species } as const;
  const head = { kind: 'linear-classifier', scores, classes, link: 'softmax' } as const;
  const bytes = emitOnnx({ input: { width: 4 }, transforms: [], head }, {});
  const files = [{ path: 'model.onnx', digest: digestOf(bytes), size: bytes.length }];
  await mkdir(join(folder, '.mergeline'));
  await writeFile(join(folder, 'model.onnx'), bytes);
  await writeFile(
    join(folder, '.mergeline/model.json'),
    formatModelMetadata({ served: { format: 'onnx', opset: 17 }, signature, files }),
  );
}

function run(...options: string[]): { child: ChildProcess; text(): string } {
  const child = spawn(process.execPath, [main, '--models', directory, '--host', '127.0.0.1', ...options], {
    env: {
      PATH: process.env['PATH'],
      MERGELINE_MODEL: 'risk/iris',
      MERGELINE_MODEL_VERSION: '3.1.4',
      MERGELINE_MANIFEST_DIGEST: manifestDigest,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return { child, text: () => text };
}

async function start(...options: string[]): Promise<{ url: string; child: ChildProcess }> {
  const { child, text } = run('--port', '0', ...options);
  await waitFor(() => /http:\S+/.test(text()) || child.exitCode !== null);
  const [url] = /http:\S+/.exec(text()) ?? [];
  if (url === undefined) throw new Error(text());
  return { url, child };
}

async function post(url: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

async function statusOf(url: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: '[[5.1,3.5,1.4,0.2]]' });
  await answer.arrayBuffer();
  return answer.status;
}

async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('It did not happen within 20 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
