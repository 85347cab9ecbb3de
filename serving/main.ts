import { inspect, parseArgs } from 'node:util';
import { onnxRuntime } from '../adapters/onnx/onnx-runtime.ts';
import { parseDigest } from '../core/domain/digest.ts';
import { parseModelName } from '../core/domain/names.ts';
import { parseVersion } from '../core/domain/version.ts';
import { MergelineError } from '../core/errors.ts';
import { directoryModelSource } from './models/directory-model-source.ts';
import type { ModelIdentity } from './models/served-model.ts';
import { type PredictionServer, startPredictionServer } from './start-prediction-server.ts';

/** What a serving image runs: the model that lies in `--models`, until SIGTERM. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: '/models' },
      host: { type: 'string', default: '0.0.0.0' },
      port: { type: 'string', default: '8080' },
      grace: { type: 'string', default: '5' },
    },
  });
  const source = directoryModelSource({
    directory: values.models,
    identity: identityOf(process.env),
    runtime: onnxRuntime,
  });
  const models = await source.load();
  const server = await startPredictionServer({
    models,
    host: values.host,
    port: wholeNumber(values.port, 'port'),
    onFailure: (error) => say(inspect(error)),
  });
  say(`Serving ${models.map(({ model, version }) => `${model}@${version}`).join(', ')} at ${server.url}`);
  const graceMs = wholeNumber(values.grace, 'grace') * 1000;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(server, signal === 'SIGTERM' ? graceMs : 0));
  }
}

/** The image's configuration names the version: no layer does, since equal models are equal layers. */
function identityOf(environment: NodeJS.ProcessEnv): ModelIdentity {
  const {
    MERGELINE_MODEL: model = 'model',
    MERGELINE_MODEL_VERSION: version = '0.0.0',
    MERGELINE_MANIFEST_DIGEST: digest,
  } = environment;
  return {
    model: parseModelName(model),
    version: parseVersion(version),
    manifestDigest: digest === undefined ? null : parseDigest(digest),
  };
}

function wholeNumber(text: string, option: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new MergelineError('USAGE', `--${option} takes a whole number up to 65535, not ${JSON.stringify(text)}.`);
}

/** The platform learns that the server is no longer ready while it still answers; then what runs is finished. */
async function stop(server: PredictionServer, graceMs: number): Promise<void> {
  await server.close({ graceMs });
  process.exit(0);
}

function fail(error: unknown): void {
  if (!(error instanceof MergelineError)) {
    say(inspect(error));
    process.exit(1);
  }
  say(error.hint === undefined ? error.message : `${error.message}\n${error.hint}`);
  process.exit(error.exitCode);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

await main().catch(fail);
