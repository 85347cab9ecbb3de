import { appendFile, mkdir, readFile, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { ifPresent } from '../if-present.ts';

/** One time that a work tree followed its branch. */
export interface Sync {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: Oid | undefined;
  readonly to: Oid;
  /** The checksum that the index ended in when it had followed. */
  readonly index: string;
}

/** How long a git process may hold an index in memory that it read before we wrote ours, in milliseconds. */
const staleFor = 10_000;

/** Longer than a burst of commits in that time; older lines are of no use. */
const fullAt = 256 * 1024;

/** The last times that one work tree followed its branch. Only the holder of the writer lock writes. */
export class SyncLog {
  readonly #path: string;

  constructor(commonDir: string, gitDir: string) {
    const name = gitDir === commonDir ? 'main' : `linked-${basename(gitDir)}`;
    this.#path = join(commonDir, 'mergeline', 'synced', `${name}.log`);
  }

  async append({ at, from, to, index }: Sync): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    if (((await ifPresent(stat(this.#path)))?.size ?? 0) > fullAt) await truncate(this.#path);
    await appendFile(this.#path, `${at} ${from ?? '-'} ${to} ${index}\n`);
  }

  async isFresh(): Promise<boolean> {
    const stats = await ifPresent(stat(this.#path));
    return stats !== undefined && stats.mtimeMs > Date.now() - staleFor;
  }

  /** Those that a git process running now may not know of, oldest first. */
  async recent(): Promise<readonly Sync[]> {
    if (!(await this.isFresh())) return [];
    const lines = (await readFile(this.#path, 'utf8')).split('\n').slice(0, -1);
    return lines.map(parse).filter(({ at }) => at > Date.now() - staleFor);
  }
}

function parse(line: string): Sync {
  const [at, from, to, index] = line.split(' ') as [string, string, string, string];
  return { at: Number(at), from: from === '-' ? undefined : (from as Oid), to: to as Oid, index };
}
