import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emitOnnx } from '../../conversion/emit/onnx.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { parseModelName } from '../../core/domain/names.ts';
import { parseVersion } from '../../core/domain/version.ts';
import { formatModelMetadata } from '../../packaging/model-metadata.ts';
import { findPortHolder } from '../../serving/port-holder.ts';
import type { PlacedModel } from '../../serving/supervisor/data-plane-messages.ts';
import { type SupervisionOptions, superviseServer } from '../../serving/supervisor/supervise-server.ts';
import { endlessModel, hostileSignature } from '../support/hostile-models.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const row = [[1, 2, 3, 4]];

describe('superviseServer', () => {
  it('serves models from their folders, and ends when it is told to', async () => {
    const { server, post } = await serve([await place('sum', sumModel())]);
    expect(await post('sum', row)).toMatchObject({ model: 'sum', version: '1.0.0', predictions: [10] });
    await server.close();
    await expect(server.ended).resolves.toBeUndefined();
    await expect(post('sum', row)).rejects.toThrow('fetch failed');
  });

  it('replaces a process that a model holds up, names the model, and serves on at the same address', async () => {
    const models = [await place('sum', sumModel()), await place('endless', endlessModel())];
    const { post, remarks } = await serve(models, { patience: { answering: 1_000 } });
    await post('sum', row);
    await expect(post('endless', row)).rejects.toThrow('fetch failed');
    await expect.poll(() => remarks, { timeout: 10_000 }).toHaveLength(2);
    expect(remarks).toEqual([
      'endless@1.0.0 kept the server from answering for 1 s. It is replaced; what it was asked is lost.',
      expect.stringMatching(/^Serving again at http:/),
    ]);
    expect(await post('sum', row)).toMatchObject({ predictions: [10] });
  });

  it('lets a slow request finish, but ends in spite of one that never does', async () => {
    const { server, post } = await serve([await place('endless', endlessModel())], { draining: 500 });
    const lost = expect(post('endless', row)).rejects.toThrow('fetch failed');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const asked = performance.now();
    await server.close();
    expect(performance.now() - asked).toBeLessThan(2_000);
    await lost;
  });

  it('refuses a model that does not load, with the reason of the data plane', async () => {
    const models = [await place('broken', Buffer.from('no model'))];
    await expect(superviseServer({ models, host: '127.0.0.1', port: 0 })).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: expect.stringContaining('ONNX Runtime cannot load the model'),
    });
  });

  it.skipIf(process.platform === 'win32')('refuses models that take too long to load', async () => {
    const model = await place('sum', sumModel());
    await rm(join(model.directory, 'model.onnx'));
    execFileSync('mkfifo', [join(model.directory, 'model.onnx')]);
    const patience = { loading: 500 };
    const waiting = superviseServer({ models: [model], host: '127.0.0.1', port: 0, patience });
    await expect(waiting).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'sum@1.0.0 did not load within 0.5 s.',
    });
  });

  it.runIf(process.platform === 'linux')(
    'is named itself where its port is wanted, not the process that it replaces',
    async () => {
      const { server } = await serve([await place('sum', sumModel())]);
      expect(await findPortHolder(Number(new URL(server.url).port))).toMatchObject({ pid: process.pid });
    },
  );

  it('refuses an address that is taken', async () => {
    const { server, port } = await listening();
    onTestFinished(() => void server.close());
    const taken = superviseServer({ models: [await place('sum', sumModel())], host: '127.0.0.1', port });
    await expect(taken).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
  });
});

async function serve(models: readonly PlacedModel[], options: Partial<SupervisionOptions> = {}) {
  const remarks: string[] = [];
  const server = await superviseServer({
    models,
    host: '127.0.0.1',
    port: 0,
    draining: 2_000,
    onRemark: (text) => remarks.push(text),
    ...options,
  });
  onTestFinished(() => server.close());
  const post = async (model: string, rows: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(rows);
    const answer = await fetch(`${server.url}/models/${model}/predict`, { method: 'POST', headers, body });
    return await answer.json();
  };
  return { server, post, remarks };
}

/** A regressor that adds the four values of a row. */
function sumModel(): Uint8Array {
  const scores = { outputs: 1, inputs: 4, weights: new Float64Array([1, 1, 1, 1]), intercepts: new Float64Array(1) };
  return emitOnnx({ input: { width: 4 }, transforms: [], head: { kind: 'linear-regressor', scores } }, {});
}

async function place(name: string, bytes: Uint8Array): Promise<PlacedModel> {
  const directory = await temporaryFolder();
  const files = [{ path: 'model.onnx', digest: digestOf(bytes), size: bytes.length }];
  const metadata = { served: { format: 'onnx', opset: 17 }, signature: hostileSignature, files } as const;
  await mkdir(join(directory, '.mergeline'));
  await writeFile(join(directory, 'model.onnx'), bytes);
  await writeFile(join(directory, '.mergeline/model.json'), formatModelMetadata(metadata));
  return { model: parseModelName(name), version: parseVersion('1.0.0'), manifestDigest: null, directory };
}

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
