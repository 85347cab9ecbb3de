/**
 * Searching 50,000 versions in 1,000 models beside the goals: bench/README.md.
 * `npx node bench/search.bench.ts [rounds]` prints medians and the range.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openRegistry } from '../adapters/open-registry.ts';
import type { Registry } from '../core/registry.ts';
import { makeLargeRegistry } from './large-registry.ts';
import { format, inTurns, load, median, time, wholeProcess } from './timing.ts';

const rounds = Number(process.argv[2] ?? 15);
const run = promisify(execFile);
const searchOnce = join(import.meta.dirname, 'search-once.ts');
const launcher = join(import.meta.dirname, '../cli/mergeline.cjs');
const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));
const registry = join(folder, 'registry');

/** From one version to every version. */
const queries = {
  'one model': "model = 'model-7' AND version > '1.0.40'",
  'a stage': "stage = 'production'",
  'metric, team, sorted': "metrics.accuracy > 0.98 AND tags.team = 'botany' ORDER BY metrics.accuracy DESC LIMIT 20",
  'either of two': "model = 'model-7' OR metrics.f1 BETWEEN 0.95 AND 0.951",
  words: "text ~ 'model-77 petal'",
  'all, sorted': 'ORDER BY metrics.accuracy DESC LIMIT 20',
} as const;

try {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  await makeLargeRegistry(registry, { models: 1_000, versions: 50 });
  console.log(`${rounds} rounds in turns; load average ${load()} at the start\n`);
  await measureCold();
  await measureOpened();
  await measureProcesses();
  console.log(`\nload average ${load()} at the end`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureCold(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await forgetIndex();
    const { milliseconds, megabytes } = await once(queries['a stage']);
    report(
      'the index is made',
      `${(milliseconds / 1000).toFixed(1)} s, ${megabytes.toFixed(0)} MB`,
      '< 12 s, < 300 MB',
    );
  }
  const { milliseconds, megabytes } = await once(queries['a stage']);
  report('opened and searched', `${milliseconds.toFixed(0)} ms, ${megabytes.toFixed(0)} MB`, 'warm open < 50 ms');
}

async function measureOpened(): Promise<void> {
  const opened = await openRegistry(registry, { cwd: registry, env: {}, actor: 'ann' });
  console.log('\nin process');
  for (const [name, query] of Object.entries(queries)) await measureQuery(opened, name, query);
  const refreshes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await opened.models.deprecate(`model-${round}@1.0.0`, { reason: 'old' });
    refreshes.push(await time(() => opened.models.search(queries['a stage'])));
  }
  report('after one merge', format(refreshes), '< 150 ms');
  await opened.close();
}

async function measureQuery({ models }: Registry, name: string, query: string): Promise<void> {
  const { total } = await models.search(query);
  const { search } = await inTurns(rounds, { search: () => models.search(query) });
  report(`${name} (${total} found)`, format(search), '< 20 ms');
}

async function measureProcesses(): Promise<void> {
  const words = ['search', queries['metric, team, sorted'], '--registry', registry];
  const times = await inTurns(rounds, {
    node: wholeProcess(process.execPath, ['-e', '0']),
    search: wholeProcess(process.execPath, [launcher, ...words], { env: { MERGELINE_ACTOR: 'ann' } }),
  });
  console.log('\nwhole processes');
  report('node -e 0', format(times.node));
  report(
    'mergeline search',
    `${format(times.search)}, ${(median(times.search) / median(times.node)).toFixed(1)} ×`,
    '< 300 ms',
  );
}

async function once(query: string): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
  const { stdout } = await run(process.execPath, [searchOnce, registry, query]);
  return JSON.parse(stdout);
}

async function forgetIndex(): Promise<void> {
  const place = join(registry, 'mergeline');
  for (const name of await readdir(place)) if (name.startsWith('search-')) await rm(join(place, name));
}

function report(what: string, measured: string, goal?: string): void {
  console.log(`  ${what.padEnd(36)}${measured}${goal === undefined ? '' : `   goal ${goal}`}`);
}
