import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { ifPresent } from '../if-present.ts';
import { toRaw } from '../objects/raw-path.ts';
import { skipWorkTree } from './index-file.ts';
import { isStatOf } from './index-stat.ts';
import { readIndex } from './sync-work-tree.ts';

/** A folder of a work tree, and where the index of the work tree lies. */
export interface WorkTreeFolder {
  readonly gitDir: string;
  readonly workTree: string;
  /** Relative to the work tree, with `/`. */
  readonly root: string;
}

/**
 * Paths below a folder, in byte order, at which the work tree may hold other bytes than the committed ones, or none. No
 * file is read: where Git saw a file as it is now, the index knows its object.
 * @param committed every file below the folder, by its path from the root.
 */
export async function differingFiles(
  below: string,
  committed: ReadonlyMap<string, Oid>,
  { gitDir, workTree, root }: WorkTreeFolder,
): Promise<readonly string[]> {
  const folder = join(workTree, root);
  const index = await readIndex(gitDir);
  const entryOf = (path: string) => index.file.find(toRaw(root === '' ? path : `${root}/${path}`))[0];
  const present = await filesBelow(folder, below);
  const differing: string[] = [];
  for (const path of present) {
    const stats = await ifPresent(lstat(join(folder, path), { bigint: true }));
    const entry = entryOf(path);
    const isCommitted = stats !== undefined && isStatOf(entry, stats, index.writtenAt);
    if (!isCommitted || entry?.oid !== committed.get(path)) differing.push(path);
  }
  const isLeftOut = (path: string) => ((entryOf(path)?.extended ?? 0) & skipWorkTree) !== 0;
  const missing = [...committed.keys()].filter((path) => !present.has(path) && !isLeftOut(path));
  return [...differing, ...missing].sort();
}

async function filesBelow(folder: string, below: string): Promise<ReadonlySet<string>> {
  const entries = (await ifPresent(readdir(join(folder, below), { recursive: true, withFileTypes: true }))) ?? [];
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/')));
}
