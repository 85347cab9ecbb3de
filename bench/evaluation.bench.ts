/**
 * Evaluating a forest of 100 trees on a million rows of 30 features beside scikit-learn: bench/README.md.
 * `npx node bench/evaluation.bench.ts [rounds] [rows]` prints medians and the range.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakMemory } from './peak-memory.ts';
import { installPython } from './peers.ts';
import { format, inTurns, load, median } from './timing.ts';

const rounds = Number(process.argv[2] ?? 1);
const rows = Number(process.argv[3] ?? 1_000_000);
const launcher = join(import.meta.dirname, '../cli/mergeline.cjs');
const forest = join(import.meta.dirname, 'forest.py');
const packages = ['scikit-learn==1.9.1', 'pandas==3.1.1', 'pyarrow==26.0.1', 'skl2onnx'];
const python = installPython('scikit-learn', packages);
const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));

try {
  if ('missing' in python) throw new Error(`Nothing is measured: ${python.missing}.`);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  execFileSync(python.program, [forest, 'make', folder, String(rows)], { stdio: 'inherit' });
  console.log(`${rows} rows, ${rounds} rounds in turns; load average ${load()} at the start\n`);
  for (const file of ['rows.csv', 'rows.parquet']) await measure(file, python.program);
  console.log(`\nload average ${load()} at the end`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(file: string, program: string): Promise<void> {
  const peaks = { mergeline: 0, sklearn: 0 };
  const watched = (name: keyof typeof peaks, command: string, args: readonly string[]) => async () => {
    peaks[name] = Math.max(peaks[name], await memoryOf(command, args));
  };
  const words = ['evaluate', 'forest.onnx', '--data', file, '--target', 'label', '--json'];
  const times = await inTurns(rounds, {
    mergeline: watched('mergeline', process.execPath, [launcher, ...words]),
    sklearn: watched('sklearn', program, [forest, 'measure', folder, file]),
  });
  console.log(file);
  for (const name of ['mergeline', 'sklearn'] as const) {
    const megabytes = (peaks[name] / 1e6).toFixed(0);
    console.log(`  ${name.padEnd(12)}${format(times[name])}, at most ${megabytes} MB with its children`);
  }
  console.log(`  mergeline takes ${(median(times.mergeline) / median(times.sklearn)).toFixed(1)} × as long`);
}

/** Runs a whole process. It has to succeed. @returns the most resident memory, in bytes, with that of its children. */
async function memoryOf(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const peak = peakMemory(child.pid ?? 0);
  const output = await child.stdout.toArray();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  await writeFile(join(folder, 'last-answer'), Buffer.concat(output));
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}.`);
  return peak.stop();
}
