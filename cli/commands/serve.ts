import { once } from 'node:events';
import { MergelineError } from '../../core/errors.ts';
import type { ServedModel } from '../../serving/models/served-model.ts';
import type { PredictionServer } from '../../serving/start-prediction-server.ts';
import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { presentServing } from '../presenters/serving.ts';
import { programVersion } from '../program-version.ts';
import { registryModelSource } from '../registry-model-source.ts';

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
  },
  notes: [
    'Answers POST /models/<model>/predict with JSON rows, the Open Inference Protocol below /v2, and a page at /. Runs until it is interrupted, and finishes what it has accepted.',
  ],
  examples: [
    { words: 'serve iris@production', does: 'what production holds now, at http://127.0.0.1:8080' },
    { words: 'serve iris@1.2.0 risk/fraud@staging --port 9000', does: 'two models on one port' },
  ],
  async run({ refs, host, port }, context) {
    const portNumber = parsePort(port);
    const [registry, { runtime }] = await Promise.all([
      context.registry(),
      context.product.openToolchain(context.openOptions),
    ]);
    context.progress.step(`loading ${refs.join(', ')}`);
    const models = await registryModelSource(refs, registry, runtime).load();
    const server = await context.product.startPredictionServer({
      models,
      host,
      port: portNumber,
      release: programVersion(),
      onFailure: (error) => context.progress.note(`error: ${error instanceof Error ? error.message : error}`),
    });
    const served = models.map(({ model, version, manifestDigest }) => ({ model, version, manifestDigest }));
    return answered({ url: server.url, models: served }, presentServing, {
      running: untilInterrupted(server, models, context.signal),
    });
  },
});

/** @throws MergelineError `USAGE` */
function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new MergelineError('USAGE', `--port takes a whole number up to 65535, not ${JSON.stringify(text)}.`);
}

async function untilInterrupted(
  server: PredictionServer,
  models: readonly ServedModel[],
  signal: AbortSignal,
): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
  await Promise.all(models.map(({ predictor }) => predictor.close()));
}
