import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { ifPresent } from '../if-present.ts';

const headerSize = 8;
const fanoutSize = 256 * 4;
const oidSize = 20;

/** The objects in packs whose name starts with the prefix (at least two hex digits), from the version 2 index files: `git help format-pack`. */
export async function packedNames(objectsFolder: string, prefix: string): Promise<readonly Oid[]> {
  const folder = join(objectsFolder, 'pack');
  const files = ((await ifPresent(readdir(folder))) ?? []).filter((name) => name.endsWith('.idx'));
  const found = await Promise.all(files.map((file) => ifPresent(namesIn(join(folder, file), prefix))));
  return [...new Set(found.flatMap((names) => names ?? []))];
}

async function namesIn(path: string, prefix: string): Promise<readonly Oid[]> {
  await using handle = await open(path, 'r');
  const fanout = await readAt(handle, headerSize, fanoutSize);
  const bucket = Number.parseInt(prefix.slice(0, 2), 16);
  const start = bucket === 0 ? 0 : fanout.readUInt32BE((bucket - 1) * 4);
  const end = fanout.readUInt32BE(bucket * 4);
  const names = await readAt(handle, headerSize + fanoutSize + start * oidSize, (end - start) * oidSize);
  const oids: Oid[] = [];
  for (let at = 0; at < names.length; at += oidSize) oids.push(names.toString('hex', at, at + oidSize) as Oid);
  return oids.filter((oid) => oid.startsWith(prefix));
}

async function readAt(handle: FileHandle, position: number, size: number): Promise<Buffer> {
  const { buffer } = await handle.read(Buffer.alloc(size), 0, size, position);
  return buffer;
}
