/**
 * Auditing 50,000 commits with 20,000 records beside the goal: bench/README.md.
 * `npx node bench/audit.bench.ts [rounds]` prints medians and the range.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuditedRegistry } from './audited-registry.ts';
import { format, inTurns, load, median, wholeProcess } from './timing.ts';

const rounds = Number(process.argv[2] ?? 5);
const launcher = join(import.meta.dirname, '../cli/mergeline.cjs');
const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));
const registry = join(folder, 'registry');
const env = { MERGELINE_ACTOR: 'ann' };

try {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  await makeAuditedRegistry(registry, { models: 1_000, versions: 40, promotions: 10 });
  console.log(`${rounds} rounds in turns; load average ${load()} at the start\n`);
  const audit = [launcher, 'audit', '--registry', registry, '--json'];
  const times = await inTurns(rounds, {
    git: wholeProcess('git', ['-C', registry, 'log', '--first-parent', '--raw', '--no-renames', '--format=%H', 'main']),
    audit: wholeProcess(process.execPath, audit, { env }),
    one: wholeProcess(process.execPath, [...audit.slice(0, 2), 'model-7@development', ...audit.slice(2)], { env }),
  });
  console.log(`  git log --raw alone       ${format(times.git)}`);
  console.log(`  audit                     ${format(times.audit)}, ${ratio(times.audit, times.git)}   goal < 10 s`);
  console.log(`  audit of one stage        ${format(times.one)}, ${ratio(times.one, times.git)}`);
  console.log(`\nload average ${load()} at the end`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function ratio(times: readonly number[], beside: readonly number[]): string {
  return `${(median(times) / median(beside)).toFixed(1)} ×`;
}
