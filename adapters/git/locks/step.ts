import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, linkSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { makeFolder } from '../../filesystem/make-folder.ts';
import { errnoOf, onDisk } from '../../filesystem/storage-error.ts';
import { writeSynced } from '../../filesystem/write-synced.ts';
import { readSmallFile } from '../read-small-file.ts';

/** What a writer is about to do, noted before it takes any lock of Git's. */
export interface Intent {
  readonly ref: string;
  readonly from: Oid | undefined;
  readonly to: Oid | undefined;
  /** The files whose `<file>.lock` it will take; absolute paths. */
  readonly locks: readonly string[];
}

/** How long a lock that Git made is waited for, in milliseconds. Longer than any git command that asks nothing. */
const defaultPatience = 5_000;

/** Answers of file systems that have no hard links. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/**
 * One move of a branch under Git's locks. Every `*.lock` it takes is a hard link to its intent file, so a lock bears the
 * step's nonce from the moment it exists: whoever comes after a killed writer knows exactly which locks that one left,
 * and a person who opens the lock reads what it is for. Only the holder of the writer lock runs steps.
 */
export class Step {
  /** For unfinished files; on the file system of the repository. */
  readonly folder: string;
  readonly intent: Intent;
  readonly #file: string;
  readonly #note: Buffer;

  private constructor(folder: string, intent: Intent, note: Buffer) {
    this.folder = folder;
    this.intent = intent;
    this.#file = join(folder, 'intent.json');
    this.#note = note;
  }

  /** @param files what the step will put in place, by their names in its folder; on disk with the intent, to wait once. */
  static async begin(commonDir: string, intent: Intent, files: Readonly<Record<string, string>> = {}): Promise<Step> {
    const about = 'A lock of Mergeline. If its process is gone, the next mergeline command ends this step.';
    const nonce = randomBytes(16).toString('hex');
    const note = Buffer.from(`${JSON.stringify({ about, pid: process.pid, nonce, ...intent }, undefined, 2)}\n`);
    const step = new Step(folderOf(commonDir), intent, note);
    await onDisk(step.folder, () => makeFolder(step.folder));
    await Promise.all([
      writeSynced(step.#file, note, 'wx'),
      ...Object.entries(files).map(([name, text]) => writeSynced(join(step.folder, name), text, 'w')),
    ]);
    return step;
  }

  /** The step that a killed writer left, if any. */
  static unfinished(commonDir: string): Step | undefined {
    const folder = folderOf(commonDir);
    const note = readSmallFile(join(folder, 'intent.json'));
    if (note === undefined) return undefined;
    return new Step(folder, parseIntent(note) ?? { ref: '', from: undefined, to: undefined, locks: [] }, note);
  }

  /** @throws MergelineError `BUSY` when somebody else's lock stays. */
  async take(file: string, patience = defaultPatience): Promise<void> {
    const lock = `${file}.lock`;
    for (const deadline = Date.now() + patience; !(await this.#tryTake(lock)); await sleep(5 + Math.random() * 15)) {
      if (Date.now() < deadline) continue;
      throw new MergelineError('BUSY', `Another program has held ${lock} for ${patience / 1000} s.`, {
        hint: `Wait until it is done. If no git process is running, remove the file: rm '${lock}'`,
      });
    }
  }

  /** Whether the lock of a file is this step's. */
  holds(file: string): boolean {
    return readSmallFile(`${file}.lock`)?.equals(this.#note) ?? false;
  }

  async release(file: string): Promise<void> {
    if (this.holds(file)) unlinkSync(`${file}.lock`);
  }

  /** Releases every lock and forgets the intent. */
  async end(): Promise<void> {
    for (const file of this.intent.locks) await this.release(file);
    rmSync(this.#file, { force: true });
  }

  /** Removes the unfinished files of a killed writer, and ends the step. */
  async clear(): Promise<void> {
    for (const file of this.intent.locks) await this.release(file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #tryTake(lock: string): Promise<boolean> {
    try {
      linkSync(this.#file, lock);
      return true;
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EEXIST') return false;
      // Git removes empty folders of refs at any time.
      if (code === 'ENOENT') return onDisk(lock, () => makeFolder(dirname(lock))).then(() => false);
      if (code !== undefined && noHardLinks.has(code)) return this.#tryCopy(lock);
      return onDisk(lock, () => Promise.reject(error));
    }
  }

  async #tryCopy(lock: string): Promise<boolean> {
    try {
      copyFileSync(this.#file, lock, constants.COPYFILE_EXCL);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      return onDisk(lock, () => Promise.reject(error));
    }
  }
}

function folderOf(commonDir: string): string {
  return join(commonDir, 'mergeline', 'step');
}

/** Undefined for a note that its writer could not complete; it had taken no lock then. */
function parseIntent(note: Buffer): Intent | undefined {
  try {
    return JSON.parse(note.toString()) as Intent;
  } catch {
    return undefined;
  }
}
