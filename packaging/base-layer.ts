import { gzipSync } from 'node:zlib';
import { type Descriptor, type Digest, digestOf } from '../core/domain/digest.ts';
import { imageLayerType } from './oci-image.ts';
import { blockSize, paddingOf, tarHeader } from './tar-header.ts';

/** A file of a serving base, by its path from the root without a leading `/`. */
export interface BaseFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable?: boolean;
}

export interface BaseLayer {
  /** In words, for the image's history. */
  readonly holds: string;
  readonly descriptor: Descriptor;
  /** Of the bytes before they were compressed. */
  readonly diffId: Digest;
  readonly bytes: Uint8Array;
}

/**
 * The compressed tar of some files: in the order of their paths, whatever order they come in, all owned by root and dated
 * 1970, 0644 or 0755. The same files and the same zlib give the same bytes.
 * @param scratch a folder that anybody may write into, where there is one.
 */
export function baseLayer(holds: string, files: readonly BaseFile[], scratch?: string): BaseLayer {
  const folders = new Map(files.flatMap(({ path }) => foldersOf(path)).map((name) => [name, 0o755]));
  if (scratch !== undefined) folders.set(`${scratch}/`, 0o1777);
  const entries = [
    ...[...folders].map(([name, mode]) => ({ name, blocks: [tarHeader({ kind: 'folder', name, size: 0, mode })] })),
    ...files.map((file) => ({ name: file.path, blocks: fileBlocks(file) })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const tar = Buffer.concat([...entries.flatMap(({ blocks }) => blocks), Buffer.alloc(2 * blockSize)]);
  const bytes = gzipSync(tar);
  const descriptor = { mediaType: `${imageLayerType}+gzip`, digest: digestOf(bytes), size: bytes.length };
  return { holds, descriptor, diffId: digestOf(tar), bytes };
}

function fileBlocks({ path, bytes, executable = false }: BaseFile): readonly Uint8Array[] {
  const mode = executable ? 0o755 : 0o644;
  const header = tarHeader({ kind: 'file', name: path, size: bytes.length, mode });
  return [header, bytes, Buffer.alloc(paddingOf(bytes.length))];
}

function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => `${segments.slice(0, index + 1).join('/')}/`);
}
