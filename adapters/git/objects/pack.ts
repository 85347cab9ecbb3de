import { closeSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { applyDelta } from './apply-delta.ts';
import { type GitObject, named, type ObjectKind } from './git-object.ts';

const oidSize = 20;
const fanoutStart = 8;
const namesStart = fanoutStart + 256 * 4;
/** `\377tOc`, then the version. */
const indexHeader = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
const kinds: Readonly<Record<number, ObjectKind>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const offsetDelta = 6;
const nameDelta = 7;
/** Longest head of an entry: kind and size, then the base. */
const headSize = 10 + oidSize;

/** Finds the base of a delta that another pack holds. */
export type FindBase = (oid: Oid) => GitObject | undefined;

/**
 * One pack and its version 2 index: `git help format-pack`. Both stay open, so it can be read after `git gc` removed it.
 * Reads are small and in place.
 */
export class Pack {
  readonly #index: number;
  readonly #data: number;
  readonly #fanout: Buffer;
  readonly #bases = new RecentObjects();
  readonly #findBase: FindBase;

  /** @param path without the extension. */
  constructor(path: string, findBase: FindBase) {
    this.#index = openSync(`${path}.idx`, 'r');
    this.#data = openSync(`${path}.pack`, 'r');
    if (!readAt(this.#index, 0, indexHeader.length).equals(indexHeader)) {
      this.close();
      throw new MergelineError('REPOSITORY_UNSUPPORTED', `${path}.idx is no pack index of version 2.`, {
        hint: 'Make it anew with: git repack -a -d',
      });
    }
    this.#fanout = readAt(this.#index, fanoutStart, 256 * 4);
    this.#findBase = findBase;
  }

  close(): void {
    closeSync(this.#index);
    closeSync(this.#data);
  }

  /** @throws MergelineError `REPOSITORY_CORRUPT`. */
  read(oid: Oid): GitObject | undefined {
    const offset = this.#offsetOf(oid);
    if (offset === undefined) return undefined;
    try {
      const object = this.#readAt(offset);
      if (named(object.kind, object.body).oid !== oid) throw new Error('Its bytes do not give its name.');
      return object;
    } catch (cause) {
      throw new MergelineError('REPOSITORY_CORRUPT', `The Git object ${oid} is damaged in its pack.`, {
        hint: 'Run git fsck in the repository; a fresh clone may bring it back.',
        cause,
      });
    }
  }

  /** @param prefix at least two hex digits. */
  startingWith(prefix: string): readonly Oid[] {
    const { names } = this.#bucket(Number.parseInt(prefix.slice(0, 2), 16));
    const oids = Array.from({ length: names.length / oidSize }, (_, at) => nameAt(names, at));
    return oids.filter((oid) => oid.startsWith(prefix));
  }

  #bucket(first: number): { readonly start: number; readonly names: Buffer } {
    const start = first === 0 ? 0 : this.#fanout.readUInt32BE((first - 1) * 4);
    const end = this.#fanout.readUInt32BE(first * 4);
    return { start, names: readAt(this.#index, namesStart + start * oidSize, (end - start) * oidSize) };
  }

  #offsetOf(oid: Oid): number | undefined {
    const { start, names } = this.#bucket(Number.parseInt(oid.slice(0, 2), 16));
    let [low, high] = [0, names.length / oidSize];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (nameAt(names, middle) < oid) low = middle + 1;
      else high = middle;
    }
    return low * oidSize < names.length && nameAt(names, low) === oid ? this.#offsetAt(start + low) : undefined;
  }

  /** After the names come as many checksums, then the offsets; one with the high bit set counts eight-byte ones behind them. */
  #offsetAt(at: number): number {
    const count = this.#fanout.readUInt32BE(255 * 4);
    const offsets = namesStart + count * (oidSize + 4);
    const offset = readAt(this.#index, offsets + at * 4, 4).readUInt32BE();
    if (offset < 0x80000000) return offset;
    return Number(readAt(this.#index, offsets + count * 4 + (offset - 0x80000000) * 8, 8).readBigUInt64BE());
  }

  #readAt(offset: number): GitObject {
    const known = this.#bases.get(offset);
    if (known !== undefined) return known;
    const object = this.#decode(offset);
    this.#bases.keep(offset, object);
    return object;
  }

  #decode(offset: number): GitObject {
    const head = readAt(this.#data, offset, headSize);
    const { kind, size, end } = parseHead(head);
    if (kind === offsetDelta) {
      const { value, next } = parseOffset(head, end);
      return applied(this.#readAt(offset - value), this.#inflate(offset + next, size));
    }
    if (kind === nameDelta) {
      const oid = nameAt(head.subarray(end), 0);
      const base = this.read(oid) ?? this.#findBase(oid);
      if (base === undefined) throw new Error(`The base ${oid} is missing.`);
      return applied(base, this.#inflate(offset + end + oidSize, size));
    }
    const name = kinds[kind];
    if (name === undefined) throw new Error(`There are no objects of kind ${kind}.`);
    return { kind: name, body: this.#inflate(offset + end, size) };
  }

  /** Deflate makes nothing longer by more than a thousandth and some bytes. */
  #inflate(offset: number, size: number): Buffer {
    const body = inflateSync(readAt(this.#data, offset, size + (size >> 9) + 64));
    if (body.length !== size) throw new Error(`${body.length} bytes where ${size} were announced.`);
    return body;
  }
}

/** Objects that others are told as differences to, up to a size in memory; the ones used least recently go. */
class RecentObjects {
  readonly #objects = new Map<number, GitObject>();
  #size = 0;

  get(offset: number): GitObject | undefined {
    const object = this.#objects.get(offset);
    if (object === undefined) return undefined;
    this.#objects.delete(offset);
    this.#objects.set(offset, object);
    return object;
  }

  keep(offset: number, object: GitObject): void {
    this.#objects.set(offset, object);
    this.#size += object.body.length;
    for (const [oldest, { body }] of this.#objects) {
      if (this.#size <= recentBytes) break;
      this.#objects.delete(oldest);
      this.#size -= body.length;
    }
  }
}

const recentBytes = 32 * 1024 * 1024;

function applied({ kind, body }: GitObject, delta: Buffer): GitObject {
  return { kind, body: applyDelta(body, delta) };
}

function nameAt(names: Buffer, at: number): Oid {
  return names.toString('hex', at * oidSize, (at + 1) * oidSize) as Oid;
}

/** Three bits of kind; a size of four bits and then seven a byte, lowest first. */
function parseHead(head: Buffer): { readonly kind: number; readonly size: number; readonly end: number } {
  let byte = head.readUInt8(0);
  const kind = (byte >> 4) & 7;
  let size = byte & 15;
  let end = 1;
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = head.readUInt8(end);
    size += (byte & 0x7f) * factor;
    end += 1;
  }
  return { kind, size, end };
}

/** Seven bits a byte, highest first, each continuation adding one. */
function parseOffset(head: Buffer, start: number): { readonly value: number; readonly next: number } {
  let next = start;
  let byte = head.readUInt8(next);
  let value = byte & 0x7f;
  while (byte & 0x80) {
    next += 1;
    byte = head.readUInt8(next);
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: next + 1 };
}

function readAt(file: number, position: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  return buffer.subarray(0, readSync(file, buffer, 0, size, position));
}
