import { inspect, parseArgs } from 'node:util';
import { modelTimeout } from '../adapters/onnx/model-timeout.ts';
import { parseDigest } from '../core/domain/digest.ts';
import { parseModelName } from '../core/domain/names.ts';
import { parseVersion } from '../core/domain/version.ts';
import { MergelineError } from '../core/errors.ts';
import type { ModelIdentity } from './models/served-model.ts';
import { type SupervisedServer, superviseServer } from './supervisor/supervise-server.ts';

/** What a serving image runs: the model that lies in `--models`, in a process that is replaced when it ends, until SIGTERM. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: '/models' },
      host: { type: 'string', default: '0.0.0.0' },
      port: { type: 'string', default: '8080' },
      grace: { type: 'string', default: '5' },
    },
  });
  const model = { ...identityOf(process.env), directory: values.models };
  const grace = wholeNumber(values.grace, 'grace') * 1000;
  const patience = modelTimeout(process.env, 0);
  const release = process.env['MERGELINE_RELEASE'];
  const server = await superviseServer({
    models: [model],
    host: values.host,
    port: wholeNumber(values.port, 'port'),
    draining: Math.max(8_000, grace + 3_000),
    ...(patience > 0 && { patience: { loading: patience, answering: patience } }),
    ...(release !== undefined && { release }),
    onRemark: say,
  });
  say(`Serving ${model.model}@${model.version} at ${server.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(server, signal === 'SIGTERM' ? grace : 0));
  }
  await server.ended;
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
async function stop(server: SupervisedServer, grace: number): Promise<void> {
  await server.close({ grace });
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
