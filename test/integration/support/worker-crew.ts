import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CrewOptions<T> {
  /** The TypeScript file that each worker runs. */
  readonly script: string;
  readonly workers: readonly string[];
  /** What a worker is started with, and started again after it was killed. */
  readonly argumentsOf: (worker: string, acknowledged: readonly T[]) => readonly string[];
  /** An acknowledgement from a line of stdout; undefined for one that its writer could not finish. */
  readonly parse: (line: string) => T | undefined;
}

/** Processes that work until each has done all of its work, however often some of them are killed. */
export class WorkerCrew<T> {
  readonly acknowledged: T[] = [];
  readonly #options: CrewOptions<T>;
  readonly #running = new Set<ChildProcess>();
  #last: number | undefined;
  killed = 0;
  /** The longest time between two acknowledgements by anyone, in milliseconds. */
  longestGap = 0;

  constructor(options: CrewOptions<T>) {
    this.#options = options;
  }

  /** @param kills how many times a worker is killed, unless they are done before. */
  async runAll(kills: number): Promise<void> {
    const ended = new AbortController();
    this.#last = undefined;
    const killing = this.#killSome(kills, ended.signal);
    try {
      await Promise.all(this.#options.workers.map((worker) => this.#runToEnd(worker, ended.signal)));
    } finally {
      ended.abort();
      for (const child of this.#running) child.kill('SIGKILL');
      await killing;
    }
  }

  async #runToEnd(worker: string, ended: AbortSignal): Promise<void> {
    const own: T[] = [];
    for (let code: number | null = null; code !== 0 && !ended.aborted; ) {
      const { script, argumentsOf } = this.#options;
      const child = spawn(process.execPath, [script, ...argumentsOf(worker, own)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#running.add(child);
      let complaint = '';
      child.stderr.on('data', (chunk) => {
        complaint += chunk;
      });
      createInterface(child.stdout).on('line', (line) => this.#acknowledge(line, own));
      [code] = await once(child, 'close');
      this.#running.delete(child);
      if (code !== 0 && child.signalCode !== 'SIGKILL') throw new Error(`${worker} failed: ${complaint}`);
    }
  }

  #acknowledge(line: string, own: T[]): void {
    const acknowledgement = this.#options.parse(line);
    if (acknowledgement === undefined) return;
    own.push(acknowledgement);
    this.acknowledged.push(acknowledgement);
    const now = Date.now();
    this.longestGap = Math.max(this.longestGap, now - (this.#last ?? now));
    this.#last = now;
  }

  /** One kill at most for each acknowledgement, so that a slow machine still gets somewhere. */
  async #killSome(kills: number, ended: AbortSignal): Promise<void> {
    while (this.killed < kills && !ended.aborted) {
      const before = this.acknowledged.length;
      do await sleep(Math.random() * 200);
      while (this.acknowledged.length === before && !ended.aborted);
      const children = [...this.#running].filter((child) => child.pid !== undefined && child.exitCode === null);
      const victim = children[Math.floor(Math.random() * children.length)];
      if (victim?.kill('SIGKILL')) this.killed += 1;
    }
  }
}
