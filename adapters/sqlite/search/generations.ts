import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchVersion } from './search-database.ts';

const prefix = `search-${searchVersion}`;
const generationPattern = /^[0-9a-f]{16}$/;
const filePattern = new RegExp(`^${prefix}-([0-9a-f]{16})\\.sqlite`);
const versionPattern = /^search-(\d+)[-.]/;
const hour = 3_600_000;
/** Two releases may be in use side by side. */
const month = 30 * 24 * hour;

/**
 * The index is a file with a name of its own each time it is made anew, and a small file names the current one: a
 * database that somebody has open is never replaced under its name.
 */
export class Generations {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get lockFile(): string {
    return join(this.#folder, `${prefix}.lock.sqlite`);
  }

  /** Undefined where none was completed yet. */
  current(): string | undefined {
    try {
      const name = readFileSync(this.#currentFile, 'utf8').trim();
      return generationPattern.test(name) ? name : undefined;
    } catch {
      return undefined;
    }
  }

  fileOf(generation: string): string {
    return join(this.#folder, `${prefix}-${generation}.sqlite`);
  }

  next(): string {
    return randomBytes(8).toString('hex');
  }

  /** Names a complete one; those that were left long ago go. */
  publish(generation: string): void {
    const temporary = `${this.#currentFile}.${generation}`;
    writeFileSync(temporary, `${generation}\n`);
    renameSync(temporary, this.#currentFile);
    this.#sweep(generation);
  }

  get #currentFile(): string {
    return join(this.#folder, `${prefix}.current`);
  }

  /** Whoever has one open reads on; nobody opens it any more. */
  #sweep(current: string): void {
    for (const name of readdirSync(this.#folder)) {
      const age = ageAllowed(name, current);
      const file = join(this.#folder, name);
      const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
      if (Date.now() - mtimeMs > age) rmSync(file, { force: true });
    }
  }
}

/** In milliseconds: how long a file is left alone that is of another generation, or of an older release. */
function ageAllowed(name: string, current: string): number {
  const generation = filePattern.exec(name)?.[1];
  if (generation !== undefined && generation !== current) return hour;
  const version = versionPattern.exec(name)?.[1];
  return version !== undefined && Number(version) < searchVersion ? month : Number.POSITIVE_INFINITY;
}
