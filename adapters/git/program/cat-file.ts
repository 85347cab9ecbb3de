import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Oid } from '../../../core/domain/records.ts';
import type { GitObject, ObjectKind } from '../objects/git-object.ts';
import type { GitProgram } from './git-program.ts';

interface Waiting {
  readonly oid: Oid;
  readonly resolve: (answer: GitObject | undefined | 'unavailable') => void;
}

/**
 * A `git cat-file --batch` that stays. It reads packs as fast as Git does and notices new ones. When it cannot start or
 * dies, its answer is `unavailable`, for good: others read then.
 */
export class CatFile {
  readonly #program: GitProgram;
  #child: ChildProcessWithoutNullStreams | undefined;
  #isUnavailable = false;
  /** In the order asked, which is the order answered. */
  #waiting: Waiting[] = [];
  #answered = 0;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(program: GitProgram) {
    this.#program = program;
  }

  /** Undefined when there is no such object. Questions may be asked before others are answered. */
  read(oid: Oid): Promise<GitObject | undefined | 'unavailable'> {
    if (this.#isUnavailable) return Promise.resolve('unavailable');
    const child = this.#start();
    return new Promise((resolve) => {
      if (this.#answered === this.#waiting.length) hold(child);
      this.#waiting.push({ oid, resolve });
      child.stdin.write(`${oid}\n`);
    });
  }

  close(): void {
    this.#child?.kill();
    this.#giveUp();
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child;
    const child = this.#program.spawn(['cat-file', '--batch']);
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.resume();
    for (const source of [child, child.stdin, child.stdout]) source.on('error', () => this.#giveUp());
    child.on('close', () => this.#giveUp());
    this.#child = child;
    return child;
  }

  #giveUp(): void {
    this.#isUnavailable = true;
    for (const { resolve } of this.#waiting.splice(this.#answered)) resolve('unavailable');
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < (this.#needed ?? 0)) return;
    let bytes = Buffer.concat(this.#chunks);
    for (let used = this.#answer(bytes); used > 0; used = this.#answer(bytes)) bytes = bytes.subarray(used);
    this.#chunks = [bytes];
    this.#size = bytes.length;
    if (this.#answered < this.#waiting.length) return;
    this.#waiting = [];
    this.#answered = 0;
    if (this.#child) release(this.#child);
  }

  /** How many bytes the object that is on its way has, header included. */
  #needed: number | undefined;

  /** Answers the oldest question if its answer is complete: `<oid> <kind> <size>` and the body, or `<oid> missing`. */
  #answer(bytes: Buffer): number {
    const end = bytes.indexOf(0x0a);
    const next = this.#waiting[this.#answered];
    if (end < 0 || next === undefined) return 0;
    const [, kind, size] = bytes.toString('latin1', 0, end).split(' ');
    const used = size === undefined ? end + 1 : end + 1 + Number(size) + 1;
    this.#needed = used;
    if (bytes.length < used) return 0;
    this.#needed = undefined;
    this.#answered += 1;
    next.resolve(
      size === undefined
        ? undefined
        : { kind: kind as ObjectKind, body: Buffer.from(bytes.subarray(end + 1, used - 1)) },
    );
    return used;
  }
}

/** A child that owes an answer keeps the process alive; an idle one must not. */
function hold(child: ChildProcessWithoutNullStreams): void {
  child.ref();
  for (const pipe of pipesOf(child)) pipe.ref?.();
}

function release(child: ChildProcessWithoutNullStreams): void {
  child.unref();
  for (const pipe of pipesOf(child)) pipe.unref?.();
}

interface Countable {
  ref?(): void;
  unref?(): void;
}

function pipesOf({ stdin, stdout, stderr }: ChildProcessWithoutNullStreams): readonly Countable[] {
  return [stdin, stdout, stderr] as Countable[];
}
