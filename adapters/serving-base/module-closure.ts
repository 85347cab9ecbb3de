import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { BaseFile } from '../../packaging/base-layer.ts';

/** What the compiler writes of an import or a re-export of a module beside this one, and of one that is loaded late. */
const relativeImport = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/**
 * The compiled modules that some entries reach, by their paths below `root`, in the order of these.
 * @param entries also those that are started as processes of their own: nothing imports them.
 */
export async function moduleClosure(root: string, entries: readonly string[]): Promise<readonly BaseFile[]> {
  const found = new Map<string, Uint8Array>();
  const waiting = entries.map((entry) => join(root, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const bytes = await readFile(file);
    found.set(file, bytes);
    for (const [, specifier = ''] of bytes.toString().matchAll(relativeImport))
      waiting.push(join(dirname(file), specifier));
  }
  return [...found].map(([file, bytes]) => ({ path: relative(root, file).split(sep).join('/'), bytes }));
}
