import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Host, Product } from '../../cli/host.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Registry } from '../../core/registry.ts';
import type { SupervisionOptions } from '../../serving/supervisor/supervise-server.ts';
import { fakeRegistry, type Replies } from './fake-registry.ts';
import { runCli } from './run-cli.ts';
import { manifest } from './story/model-answers.ts';

/** Files as a version has them, one for each role. */
const pull: Registry['models']['pull'] = async (_, { role = 'source' } = {}) => {
  const { files, ...rest } = await fakeRegistry().models.pull('iris@1.1.0');
  return { ...rest, files: files.map((file) => ({ ...file, path: `${role}.bin` })) };
};

/** A supervisor that closes when it is told to, and remembers what lay in the folders that it was given. */
function fakeServing({ ended = new Promise<void>(() => {}) }: { ended?: Promise<void> } = {}) {
  const events: string[] = [];
  const started: SupervisionOptions[] = [];
  const controller = new AbortController();
  const product: Partial<Product> = {
    superviseServer: async (options) => {
      started.push(options);
      for (const { directory } of options.models)
        events.push(`serving ${(await readdir(directory)).sort().join(', ')}`);
      setImmediate(() => controller.abort('SIGINT'));
      return { url: 'http://127.0.0.1:8080', ended, close: async () => void events.push('closed') };
    },
  };
  const serve = (words: readonly string[], { models, ...replies }: Replies = {}, env: Host['env'] = {}) =>
    runCli(['serve', ...words], {
      product,
      env,
      signal: controller.signal as Host['signal'],
      registry: fakeRegistry({ ...replies, models: { pull, ...models } }),
    });
  return { events, started, serve };
}

describe('mergeline serve', () => {
  it('serves what held a stage at another moment', async () => {
    const { calls } = await fakeServing().serve(['iris@production', '--at', '2026-01-31']);

    expect(calls.map((call) => call.at(-1))).toMatchObject([{}, {}, {}].map(() => ({ at: '2026-01-31' })));
  });

  it('loads the versions, serves until it is interrupted, and ends well', async () => {
    const { events, started, serve } = fakeServing();

    const { code, stdout, stderr, calls } = await serve(['iris@production', '--port', '9000']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(calls).toEqual([
      ['models.show', 'iris@production', {}],
      ['models.pull', 'iris@production', { role: 'served' }],
      ['models.pull', 'iris@1.1.0', { role: 'metadata' }],
    ]);
    expect(started).toMatchObject([{ host: '127.0.0.1', port: 9000, models: [{ model: 'iris', version: '1.1.0' }] }]);
    expect(events).toEqual(['serving metadata.bin, served.bin', 'closed']);
    expect(started[0]?.models.filter(({ directory }) => existsSync(directory))).toEqual([]);
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

  it('hands over what the registry warns of, and how patient a slow model makes it', async () => {
    const { started, serve } = fakeServing();
    const warned: typeof pull = async (...asked) => ({ ...(await pull(...asked)), warnings: ['was never judged'] });

    const { stderr } = await serve(
      ['iris@production'],
      { models: { pull: warned } },
      { MERGELINE_MODEL_TIMEOUT: '2.5' },
    );

    expect(stderr).toBe('warning: was never judged\n');
    expect(started).toMatchObject([{ patience: { loading: 2500, answering: 2500 } }]);
  });

  it('refuses a patience that is no number of seconds', async () => {
    const { code, stderr } = await fakeServing().serve(['iris@production'], {}, { MERGELINE_MODEL_TIMEOUT: '5m' });

    expect(code).toBe(2);
    expect(stderr).toContain('MERGELINE_MODEL_TIMEOUT is a number of seconds, not "5m".');
  });

  it('fails when a process that ended could not be replaced', async () => {
    const ended = Promise.reject(new MergelineError('MODEL_FAILED', 'It did not come back.'));
    ended.catch(() => undefined);

    const { code, stderr } = await fakeServing({ ended }).serve(['iris@production']);

    expect(code).toBe(2);
    expect(stderr).toContain('It did not come back.');
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

  it('refuses two versions of one model: their address would be the same', async () => {
    const { started, serve } = fakeServing();

    const { code, stderr } = await serve(['iris@staging', 'iris@production']);

    expect({ code, started }).toEqual({ code: 2, started: [] });
    expect(stderr).toBe(
      'error[USAGE]: iris@staging and iris@production are one model: both would answer as iris.\n' +
        'hint: Give each a port of its own: mergeline serve iris@production --port 8081\n',
    );
  });

  it.each(['http', '-1', '65536'])('refuses port %s', async (port) => {
    const { code, calls } = await fakeServing().serve(['iris@production', `--port=${port}`]);

    expect({ code, calls }).toEqual({ code: 2, calls: [] });
  });
});
