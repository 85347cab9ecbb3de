import { createHash } from 'node:crypto';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { byBytes, type RawPath } from '../objects/raw-path.ts';
import { decodeVersion4 } from './index-version-4.ts';

/** One path as the index of a work tree holds it: `git help format-index`. */
export interface IndexEntry {
  readonly path: RawPath;
  readonly oid: Oid;
  /** Of the tree entry: 0o100644, 0o100755, 0o120000, 0o160000. */
  readonly mode: number;
  /** The forty bytes of times, device, inode, mode, owner and size; zeros make Git look at the file itself. */
  readonly stat: Buffer;
  /** 0, or 1 to 3 while a merge conflict stands. */
  readonly stage: number;
  /** Intent to add, skip work tree: bits of the second flag word. */
  readonly extended: number;
}

export const skipWorkTree = 1 << 14;

const headerSize = 12;
const statSize = 40;
const oidEnd = statSize + 20;
const extendedFlag = 0x4000;
const checksumSize = 20;
/** What we keep true; Git rebuilds the other optional extensions when it misses them. */
const keptExtensions = new Set(['REUC']);

/**
 * The index of a work tree in version 2 or 3, also read from version 4. Entries stay bytes, so that changing one path of
 * fifty thousand copies and hashes, and decodes next to nothing.
 */
export class IndexFile {
  readonly #bytes: Buffer;
  readonly #version: number;
  /** Where each entry starts; the last one is where they end. */
  readonly #starts: readonly number[];
  readonly #extensions: Buffer;

  private constructor(bytes: Buffer, version: number, rest: { starts: readonly number[]; extensions: Buffer }) {
    this.#bytes = bytes;
    this.#version = version;
    this.#starts = rest.starts;
    this.#extensions = rest.extensions;
  }

  /** @throws MergelineError `REPOSITORY_UNSUPPORTED` for a split or sparse index, `REPOSITORY_CORRUPT` for what is none. */
  static parse(file: Buffer | undefined): IndexFile {
    if (file === undefined || file.length === 0) {
      return new IndexFile(Buffer.alloc(headerSize), 2, { starts: [headerSize], extensions: Buffer.alloc(0) });
    }
    const version = file.toString('latin1', 0, 4) === 'DIRC' ? file.readUInt32BE(4) : 0;
    if (version < 2 || version > 4) throw corrupt();
    const { bytes, end } = version === 4 ? decodeVersion4(file) : { bytes: file, end: undefined };
    const starts = startsOf(bytes, bytes.readUInt32BE(8));
    const extensions = extensionsOf(file.subarray(end ?? starts.at(-1), file.length - checksumSize));
    return new IndexFile(bytes, bytes.readUInt32BE(4), { starts, extensions });
  }

  /** The entries of a path: one, or up to three while a merge conflict stands. */
  find(path: RawPath): readonly IndexEntry[] {
    const entries: IndexEntry[] = [];
    for (let at = this.#lowerBound(path); at < this.#starts.length - 1; at += 1) {
      const entry = this.#entryAt(at);
      if (entry.path !== path) break;
      entries.push(entry);
    }
    return entries;
  }

  /** The file with other entries at some paths, complete with its checksum. */
  edited(changes: ReadonlyMap<RawPath, IndexEntry | undefined>): Buffer {
    const pieces: Buffer[] = [];
    let count = this.#starts.length - 1;
    let next = 0;
    for (const [path, entry] of [...changes].sort(([a], [b]) => byBytes(a, b))) {
      const at = this.#lowerBound(path);
      pieces.push(this.#bytes.subarray(this.#starts[next], this.#starts[at]));
      next = at + this.find(path).length;
      count += (entry ? 1 : 0) - (next - at);
      if (entry) pieces.push(encodeEntry(entry));
    }
    pieces.push(this.#bytes.subarray(this.#starts[next], this.#starts.at(-1)), this.#extensions);
    const header = Buffer.alloc(headerSize);
    header.write('DIRC', 'latin1');
    header.writeUInt32BE(this.#version, 4);
    header.writeUInt32BE(count, 8);
    const content = Buffer.concat([header, ...pieces]);
    return Buffer.concat([content, createHash('sha1').update(content).digest()]);
  }

  #entryAt(at: number): IndexEntry {
    return decodeEntry(this.#bytes.subarray(this.#starts[at], this.#starts[at + 1]));
  }

  #lowerBound(path: RawPath): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entryAt(middle).path < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function encodeEntry({ path, oid, mode, stat, stage, extended }: IndexEntry): Buffer {
  const name = Buffer.from(path, 'latin1');
  const flags = (stage << 12) | Math.min(name.length, 0xfff) | (extended === 0 ? 0 : extendedFlag);
  const words = Buffer.alloc(extended === 0 ? 2 : 4);
  words.writeUInt16BE(flags);
  if (extended !== 0) words.writeUInt16BE(extended, 2);
  const fields = Buffer.from(stat);
  fields.writeUInt32BE(mode, 24);
  const unpadded = Buffer.concat([fields, Buffer.from(oid, 'hex'), words, name]);
  return Buffer.concat([unpadded, Buffer.alloc(8 - (unpadded.length % 8))]);
}

function decodeEntry(bytes: Buffer): IndexEntry {
  const flags = bytes.readUInt16BE(oidEnd);
  const isExtended = (flags & extendedFlag) !== 0;
  const nameStart = oidEnd + (isExtended ? 4 : 2);
  return {
    path: bytes.toString('latin1', nameStart, bytes.indexOf(0, nameStart)),
    oid: bytes.toString('hex', statSize, oidEnd) as Oid,
    mode: bytes.readUInt32BE(24),
    stat: bytes.subarray(0, statSize),
    stage: (flags >> 12) & 3,
    extended: isExtended ? bytes.readUInt16BE(oidEnd + 2) : 0,
  };
}

function startsOf(bytes: Buffer, count: number): readonly number[] {
  const starts = [headerSize];
  for (let at = headerSize; starts.length <= count; ) {
    if (at + oidEnd + 2 > bytes.length) throw corrupt();
    const nameStart = at + oidEnd + (bytes.readUInt16BE(at + oidEnd) & extendedFlag ? 4 : 2);
    const size = bytes.indexOf(0, nameStart) - at;
    if (size < 0) throw corrupt();
    at += size + 8 - (size % 8);
    starts.push(at);
  }
  return starts;
}

function extensionsOf(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    if (keptExtensions.has(name)) kept.push(bytes.subarray(at, end));
    if (/^[a-z]/.test(name)) throw unsupported(name);
    at = end;
  }
  return Buffer.concat(kept);
}

function unsupported(extension: string): MergelineError {
  const [what, hint] =
    extension === 'link'
      ? ['a split index', 'Join it with: git update-index --no-split-index']
      : extension === 'sdir'
        ? ['a sparse index', 'Expand it with: git sparse-checkout reapply --no-sparse-index']
        : [`the index extension ${extension}`, 'Use a work tree of its own for the registry branch.'];
  return new MergelineError('REPOSITORY_UNSUPPORTED', `The work tree of the registry branch has ${what}.`, { hint });
}

function corrupt(): MergelineError {
  return new MergelineError('REPOSITORY_CORRUPT', 'The index of the work tree is damaged.', {
    hint: 'Make it anew with: rm .git/index && git reset',
  });
}
