/**
 * The same filters on the same 10,000 versions, here and by the REST API of MLflow: bench/README.md.
 * `npx node bench/search-beside-mlflow.bench.ts [rounds]` prints medians, the range and how many times longer MLflow takes.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../adapters/open-registry.ts';
import { makeLargeRegistry } from './large-registry.ts';
import { fillMlflow, installPeer, type MlflowVersion, startMlflow } from './peers.ts';
import { sampleManifest } from './sample-manifest.ts';
import { format, inTurns, load, median, type Times, wholeProcess } from './timing.ts';

const rounds = Number(process.argv[2] ?? 15);
const launcher = join(import.meta.dirname, '../cli/mergeline.cjs');
const size = { models: 100, versions: 100 };

/** Each is read by both as it stands. */
const filters = ["name = 'model-7'", "tags.team = 'botany'", "name LIKE 'model-1%' AND tags.team = 'botany'"];
const shown = 50;

const peer = installPeer('mlflow', 'mlflow==3.17.2');
if ('missing' in peer) {
  console.log(`left out: ${peer.missing}`);
} else {
  const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));
  try {
    await compare(peer.program, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(program: string, folder: string): Promise<void> {
  const [place, registry] = [join(folder, 'mlflow'), join(folder, 'registry')];
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  await mkdir(place);
  fillMlflow(program, place, [...mlflowVersions()]);
  await makeLargeRegistry(registry, { ...size, versionsPerCommit: size.versions });
  await using server = await startMlflow(program, place, 15_000 + (process.pid % 10_000));
  const opened = await openRegistry(registry, { cwd: registry, env: {}, actor: 'ann' });
  console.log(`10,000 versions, pages of ${shown}, ${rounds} rounds in turns; load average ${load()}\n`);
  for (const filter of filters) {
    const there = (await server.get('model-versions/search', { filter, max_results: String(shown) })) as Page;
    const { versions } = await opened.models.search(filter, { limit: shown });
    if (versions.length !== there.model_versions.length) throw new Error(`${filter} finds other versions there.`);
    const times = await inTurns(rounds, {
      mlflow: () => server.get('model-versions/search', { filter, max_results: String(shown) }),
      here: () => opened.models.search(filter, { limit: shown }),
      process: wholeProcess(process.execPath, [launcher, 'search', filter, '--registry', registry], {
        env: { MERGELINE_ACTOR: 'ann' },
      }),
    });
    console.log(filter);
    report('MLflow, over REST', times.mlflow);
    report('here, in process', times.here, times.mlflow);
    report('mergeline search, whole process', times.process, times.mlflow);
  }
  await opened.close();
}

interface Page {
  readonly model_versions: readonly unknown[];
}

function* mlflowVersions(): Generator<MlflowVersion> {
  const created = Date.parse('2026-01-01T00:00:00Z');
  for (let model = 0; model < size.models; model += 1) {
    const name = `model-${model}`;
    for (let version = 0; version < size.versions; version += 1) {
      const { tags } = sampleManifest(name, `1.0.${version}`);
      yield { name, number: version + 1, created: created + version, tags };
    }
  }
}

function report(what: string, times: Times, opponent?: Times): void {
  const ratio = opponent === undefined ? '' : `${(median(opponent) / median(times)).toFixed(1)} × faster`;
  console.log(`  ${what.padEnd(36)}${format(times).padEnd(28)}${ratio}`.trimEnd());
}
