import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { byBytes, type RawPath } from './raw-path.ts';

export type EntryKind = 'file' | 'folder' | 'link' | 'submodule';

export interface TreeEntry {
  /** Octal without leading zeros, as in the object: `100644`, `40000`. */
  readonly mode: string;
  readonly name: RawPath;
  readonly oid: Oid;
}

export const folderMode = '40000';
export const fileMode = '100644';

export function kindOf(mode: string): EntryKind {
  if (mode === folderMode) return 'folder';
  if (mode === '120000') return 'link';
  return mode === '160000' ? 'submodule' : 'file';
}

/** @throws MergelineError `REPOSITORY_CORRUPT` when the bytes are no tree. */
export function decodeTree(body: Buffer): readonly TreeEntry[] {
  const [text, hex] = [body.toString('latin1'), body.toString('hex')];
  const entries: TreeEntry[] = [];
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(' ', at);
    const nul = text.indexOf('\0', space);
    if (space < at || nul < space || nul + 21 > text.length) {
      throw new MergelineError('REPOSITORY_CORRUPT', 'A Git tree object is cut off.', { hint: 'Run git fsck.' });
    }
    entries.push({
      mode: text.slice(at, space).replace(/^0+/, ''),
      name: text.slice(space + 1, nul),
      oid: hex.slice(2 * (nul + 1), 2 * (nul + 21)) as Oid,
    });
    at = nul + 21;
  }
  return entries;
}

/** Sorts as Git does: byte order, a folder compared as if its name ended in `/`. */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => byBytes(sortKey(a), sortKey(b)));
  const body = Buffer.alloc(sorted.reduce((size, { mode, name }) => size + mode.length + name.length + 22, 0));
  let at = 0;
  for (const { mode, name, oid } of sorted) {
    at += body.write(`${mode} ${name}\0`, at, 'latin1');
    at += body.write(oid, at, 'hex');
  }
  return body;
}

function sortKey({ mode, name }: TreeEntry): RawPath {
  return mode === folderMode ? `${name}/` : name;
}
