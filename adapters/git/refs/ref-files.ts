import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { ifPresent } from '../if-present.ts';
import { isOid } from '../objects/git-object.ts';
import { readSmallFile } from '../read-small-file.ts';
import type { RefReader } from '../resolve-name.ts';

/** A ref after symbolic ones were followed. */
export interface FoundRef {
  readonly name: string;
  readonly oid: Oid | undefined;
}

/** Git follows five at most: `SYMREF_MAXDEPTH`. */
const symbolicDepth = 5;

/** Loose and packed refs of the common directory: `git help gitrepository-layout`. */
export class RefFiles implements RefReader {
  readonly #commonDir: string;

  constructor(commonDir: string) {
    this.#commonDir = commonDir;
  }

  async read(ref: string): Promise<Oid | undefined> {
    return isRefName(ref) ? (await this.find(ref)).oid : undefined;
  }

  /** Where the ref stands; a loose file wins over a packed line. */
  async find(ref: string, depth = symbolicDepth): Promise<FoundRef> {
    const loose = this.readLoose(ref);
    if (loose?.startsWith('ref: ') && depth > 0) return this.find(loose.slice('ref: '.length).trim(), depth - 1);
    if (loose !== undefined && isOid(loose)) return { name: ref, oid: loose };
    return { name: ref, oid: (await this.packed()).get(ref) };
  }

  async packed(): Promise<ReadonlyMap<string, Oid>> {
    const text = await ifPresent(readFile(join(this.#commonDir, 'packed-refs'), 'utf8'));
    const lines = (text ?? '').split('\n').filter((line) => /^[0-9a-f]{40} /.test(line));
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40) as Oid]));
  }

  /** Names of existing refs that stand in the way of a new one: a file cannot be a folder. */
  async inTheWayOf(ref: string): Promise<string | undefined> {
    const packed = await this.packed();
    const parts = ref.split('/');
    const above = parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
    for (const name of above.slice(1)) if ((await this.find(name)).oid !== undefined) return name;
    const below = [...packed.keys()].find((name) => name.startsWith(`${ref}/`));
    if (below !== undefined) return below;
    const entries = await ifPresent(readdir(join(this.#commonDir, ref), { recursive: true, withFileTypes: true }));
    const file = entries?.find((entry) => entry.isFile() && !entry.name.endsWith('.lock'));
    return file && join(file.parentPath, file.name).slice(this.#commonDir.length + 1);
  }

  private readLoose(ref: string): string | undefined {
    return readSmallFile(join(this.#commonDir, ref))?.toString().trimEnd();
  }
}

/** The rules of `git help check-ref-format`, for full names. */
export function isRefName(ref: string): boolean {
  return (
    ref.startsWith('refs/') &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/u.test(ref) &&
    ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** @throws MergelineError `NAME_INVALID` for a name that no branch can have. */
export function branchRef(branch: string): string {
  const ref = `refs/heads/${branch}`;
  if (isRefName(ref)) return ref;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(branch)} cannot be the name of a branch.`);
}
