import { describe, expect, it } from 'vitest';
import type { Host, Product } from '../../cli/host.ts';
import type { PredictionServerOptions } from '../../serving/start-prediction-server.ts';
import { memoryToolchain } from '../support/memory-toolchain.ts';
import { manifest } from './answers.ts';
import { fakeRegistry, type Replies } from './fake-registry.ts';
import { runCli } from './run-cli.ts';

/** A server that closes when it is told to, and a runtime whose predictors remember that they were closed. */
function fakeServing() {
  const events: string[] = [];
  const started: PredictionServerOptions[] = [];
  const controller = new AbortController();
  const product: Partial<Product> = {
    openToolchain: async () => ({
      ...memoryToolchain,
      runtime: {
        load: async ({ files, signature }) => {
          events.push(`loaded ${Buffer.from((await files[0]?.read()) ?? []).toString()}`);
          return {
            signature,
            predict: async () => ({ predictions: [] }),
            close: async () => void events.push('unloaded'),
          };
        },
      },
    }),
    startPredictionServer: async (options) => {
      started.push(options);
      setImmediate(() => controller.abort('SIGINT'));
      return { url: 'http://127.0.0.1:8080', close: async () => void events.push('closed') };
    },
  };
  const serve = (words: readonly string[], replies: Replies = {}) =>
    runCli(['serve', ...words], {
      product,
      signal: controller.signal as Host['signal'],
      registry: fakeRegistry(replies),
    });
  return { events, started, serve };
}

describe('mergeline serve', () => {
  it('loads the versions, serves until it is interrupted, and ends well', async () => {
    const { events, started, serve } = fakeServing();

    const { code, stdout, stderr, calls } = await serve(['iris@production', '--port', '9000']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(calls).toEqual([
      ['models.show', 'iris@production'],
      ['models.pull', 'iris@1.1.0', { role: 'served' }],
    ]);
    expect(started).toMatchObject([{ host: '127.0.0.1', port: 9000, models: [{ model: 'iris', version: '1.1.0' }] }]);
    expect(events).toEqual(['loaded bytes', 'closed', 'unloaded']);
    expect(stdout).toMatchInlineSnapshot(`
      "✓ Serving at http://127.0.0.1:8080

        MODEL  VERSION  MANIFEST             POST ROWS TO
        iris   1.1.0    sha256:0123456789ab  http://127.0.0.1:8080/models/iris/predict

      Next
        curl --json @rows.json http://127.0.0.1:8080/models/iris/predict
        Ctrl+C finishes what was accepted, then stops.
      "
    `);
  });

  it('tells programs where it is reached', async () => {
    const { stdout } = await fakeServing().serve(['iris@production', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({
      url: 'http://127.0.0.1:8080',
      models: [{ model: 'iris', version: '1.1.0' }],
    });
  });

  it('refuses a version that cannot be served, with the reason of its manifest', async () => {
    const { signature: _signature, ...rest } = manifest;
    const unservable = { ...rest, conversion: { outcome: 'unsupported', reason: 'SVC is not known.' } } as const;
    const answer = await fakeRegistry().models.show('iris@1.1.0');

    const { code, stderr } = await fakeServing().serve(['iris@1.1.0'], {
      models: { show: async () => ({ ...answer, manifest: unservable }) },
    });

    expect(code).toBe(2);
    expect(stderr).toContain('iris@1.1.0 cannot be served. SVC is not known.');
  });

  it.each(['http', '-1', '65536'])('refuses port %s', async (port) => {
    const { code, calls } = await fakeServing().serve(['iris@production', `--port=${port}`]);

    expect({ code, calls }).toEqual({ code: 2, calls: [] });
  });
});
