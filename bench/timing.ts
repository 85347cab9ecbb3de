import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds of each round. */
export type Times = readonly number[];

export async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A whole process, from its start to its end. It has to succeed. */
export function wholeProcess(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): () => Promise<unknown> {
  return () => run(program, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
}

/**
 * Measures several things in turns, so that a busy machine slows all of them; the first round warms up and does not count.
 * @param before what a round needs beforehand, not measured.
 */
export async function inTurns<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, (round: number) => Promise<unknown>>>,
  before: (round: number) => Promise<unknown> = async () => undefined,
): Promise<Record<Name, Times>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    await before(round);
    for (const name of names) {
      const milliseconds = await time(() => contestants[name](round));
      if (round > 0) times[name].push(milliseconds);
    }
  }
  return times;
}

export function median(times: Times): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

export function format(times: Times): string {
  const [low, high] = [Math.min(...times), Math.max(...times)];
  return `${digits(median(times))} ms [${digits(low)}–${digits(high)}]`;
}

export function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
}

function digits(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}
