import { once } from 'node:events';
import { modelTimeout } from '../../adapters/onnx/model-timeout.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Patience } from '../../serving/supervisor/data-plane-process.ts';
import type { SupervisedServer } from '../../serving/supervisor/supervise-server.ts';
import { defineCommand, readingOptions } from '../command.ts';
import { given } from '../given.ts';
import type { Environment } from '../host.ts';
import { answered } from '../outcome.ts';
import { placeModels } from '../place-models.ts';
import { presentServing } from '../presenters/serving.ts';
import { programVersion } from '../program-version.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';

export const serve = defineCommand({
  arguments: {
    refs: { help: 'The versions: iris@1.2.0, iris@production.', many: true, complete: 'ref' },
  },
  options: {
    host: {
      value: 'host',
      help: '127.0.0.1 reaches this machine alone, 0.0.0.0 every network it is in.',
      fallback: '127.0.0.1',
    },
    port: { value: 'port', help: '0 takes any free one.', fallback: '8080' },
    ...readingOptions,
  },
  notes: [
    'Answers POST /models/<model>/predict with JSON rows, the Open Inference Protocol below /v2, and a page at /. Runs until it is interrupted, and finishes what it has accepted.',
    'A model that keeps the server from answering for 30 seconds (MERGELINE_MODEL_TIMEOUT says another number) or that ends its process is named, and a new process takes over: the requests that it had are lost.',
  ],
  examples: [
    { words: 'serve iris@production', does: 'what production holds now, at http://127.0.0.1:8080' },
    { words: 'serve iris@1.2.0 risk/fraud@staging --port 9000', does: 'two models on one port' },
    { words: 'serve iris@production --at 2026-01-31', does: 'what production held at the end of January' },
  ],
  async run({ refs, host, port, at }, context) {
    const portNumber = parsePort(port);
    const patience = patienceIn(context.env);
    const registry = await context.registry();
    const folder = await makeTemporaryFolder();
    try {
      context.progress.step(`loading ${refs.join(', ')}`);
      const { models, warnings } = await placeModels(refs, folder.path, registry, given({ at }));
      const server = await context.product.superviseServer({
        models,
        host,
        port: portNumber,
        patience,
        release: programVersion(),
        onRemark: (text) => context.progress.note(`warning: ${text}`),
      });
      const served = models.map(({ model, version, manifestDigest }) => ({ model, version, manifestDigest }));
      return answered({ url: server.url, models: served, warnings }, presentServing, {
        warnings,
        running: untilInterrupted(server, context.signal).finally(folder.remove),
      });
    } catch (error) {
      folder.remove();
      throw error;
    }
  },
});

/** One number for both: whoever has a slow model has one that is slow to load. */
function patienceIn(env: Environment): Partial<Patience> {
  const milliseconds = modelTimeout(env, 0);
  return milliseconds === 0 ? {} : { loading: milliseconds, answering: milliseconds };
}

/** @throws MergelineError `USAGE` */
function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new MergelineError('USAGE', `--port takes a whole number up to 65535, not ${JSON.stringify(text)}.`);
}

async function untilInterrupted(server: SupervisedServer, signal: AbortSignal): Promise<void> {
  await Promise.race([signal.aborted || once(signal, 'abort'), server.ended]);
  await server.close();
}
