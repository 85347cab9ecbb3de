import { inspect } from 'node:util';
import { holdLifeline } from '../../adapters/onnx/lifeline.ts';
import { onnxRuntime } from '../../adapters/onnx/onnx-runtime.ts';
import { refusalOf } from '../../adapters/onnx/refusal.ts';
import { offerToKernel } from '../../adapters/onnx/resident-memory.ts';
import { MergelineError } from '../../core/errors.ts';
import { directoryModelSource } from '../models/directory-model-source.ts';
import type { ServedModel } from '../models/served-model.ts';
import { type PredictionServer, startPredictionServer } from '../start-prediction-server.ts';
import {
  beatTime,
  type DataPlaneJob,
  type DataPlaneReport,
  type DataPlaneRequest,
  type PlacedModel,
} from './data-plane-messages.ts';

// A terminal interrupts the whole group. The supervisor decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
holdLifeline();
offerToKernel();

let server: PredictionServer | undefined;
let running: string | undefined;
process.on('message', async (request: DataPlaneRequest) => {
  if (request.task === 'serve') await serve(request.job);
  else await drain(request.grace);
});
process.on('disconnect', () => drain(0));

async function serve({ models: placed, ...address }: DataPlaneJob): Promise<void> {
  try {
    const models = (await Promise.all(placed.map(load))).flat();
    server = await startPredictionServer({
      ...address,
      models: models.map(announced),
      onFailure: (error) =>
        report({ kind: 'failure', message: error instanceof MergelineError ? error.message : inspect(error) }),
    });
    setInterval(() => report({ kind: 'beat' }), beatTime).unref();
    report({ kind: 'serving', url: server.url });
  } catch (error) {
    report({ kind: 'refused', refusal: refusalOf(error, 'Starting the server') });
  }
}

async function load({ directory, ...identity }: PlacedModel): Promise<readonly ServedModel[]> {
  return await directoryModelSource({ directory, identity, runtime: onnxRuntime }).load();
}

/** Tells which model runs whenever it is another one: once for a server of one model, since a message costs what a small model costs. */
function announced(served: ServedModel): ServedModel {
  const { model, version, predictor } = served;
  const name = `${model}@${version}`;
  return {
    ...served,
    predictor: {
      signature: predictor.signature,
      close: () => predictor.close(),
      predict(rows) {
        if (running !== name) report({ kind: 'running', model: name });
        running = name;
        return predictor.predict(rows);
      },
    },
  };
}

async function drain(graceMs: number): Promise<void> {
  await server?.close({ graceMs });
  if (process.connected) process.disconnect();
}

function report(message: DataPlaneReport): void {
  if (process.connected) process.send?.(message, () => undefined);
}
