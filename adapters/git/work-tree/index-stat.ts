import type { BigIntStats } from 'node:fs';
import type { IndexEntry } from './index-file.ts';

/** Whether a file is the one that the index saw, without reading it. A file as young as the index may have changed since. */
export function isStatOf(entry: IndexEntry | undefined, stats: BigIntStats, writtenAt: bigint): boolean {
  if (entry === undefined || stats.mtimeNs >= writtenAt) return false;
  const own = statOf(stats);
  return comparedWords.every((at) => own.readUInt32BE(at) === entry.stat.readUInt32BE(at));
}

/** Change time, modification time, inode and size. */
const comparedWords = [0, 4, 8, 12, 20, 36];

/** The words in Git's order; each is cut to 32 bits as Git cuts it. */
export function statOf({ ctimeNs, mtimeNs, dev, ino, uid, gid, size }: BigIntStats): Buffer {
  const words = [...timeOf(ctimeNs), ...timeOf(mtimeNs), dev, ino, 0n, uid, gid, size];
  const bytes = Buffer.alloc(40);
  words.forEach((word, at) => {
    bytes.writeUInt32BE(Number(BigInt.asUintN(32, word)), at * 4);
  });
  return bytes;
}

function timeOf(nanoseconds: bigint): readonly [bigint, bigint] {
  return [nanoseconds / 1_000_000_000n, nanoseconds % 1_000_000_000n];
}
