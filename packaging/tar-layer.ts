import { parseArtifactPath } from '../core/domain/artifact-path.ts';
import { MergelineError } from '../core/errors.ts';
import { blockSize, paddingOf, tarHeader } from './tar-header.ts';

/** Version of the byte format below. It changes only with a new number: layer digests are recorded for good. */
export const tarWriter = 1;

/** The folder of every layer: what KServe, image volumes and our serving image look for. */
export const layerRoot = 'models';

/** The one file of a layer; `path` is below `models/`, `size` in bytes. */
export interface LayerFile {
  readonly path: string;
  readonly size: number;
}

/** Two zero blocks end a tar; nothing rounds it up further. */
const trailerSize = 2 * blockSize;

/** Bytes of the whole layer, known before any of them is read. */
export function tarLayerSize(file: LayerFile): number {
  return tarHead(file).length + file.size + tailSize(file);
}

/**
 * The deterministic, uncompressed tar that holds one file: its folders (0755), then the file (0644), all owned by root
 * and dated 1970. A pure function of path and content.
 * @throws MergelineError `DIGEST_MISMATCH` when the content is shorter or longer than `file.size`.
 */
export async function* tarLayer(file: LayerFile, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield tarHead(file);
  let seen = 0;
  for await (const chunk of content) {
    seen += chunk.length;
    if (seen > file.size) throw sizeMismatch(file, `more than ${file.size}`);
    yield chunk;
  }
  if (seen < file.size) throw sizeMismatch(file, `only ${seen}`);
  yield Buffer.alloc(tailSize(file));
}

/**
 * The file's content out of a layer that `tarLayer` wrote. Because the format is deterministic, reading is comparing:
 * any other name, owner, link, padding or further entry is refused.
 * @throws MergelineError `DIGEST_MISMATCH` at the first byte that differs.
 */
export async function* readTarLayer(file: LayerFile, tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head = tarHead(file);
  const contentEnd = head.length + file.size;
  const end = contentEnd + tailSize(file);
  let at = 0;
  for await (const chunk of tar) {
    const next = at + chunk.length;
    if (next > end) throw foreignLayer(file);
    const headPart = chunk.subarray(0, Math.max(0, head.length - at));
    if (!head.subarray(at, at + headPart.length).equals(headPart)) throw foreignLayer(file);
    const content = chunk.subarray(headPart.length, Math.max(headPart.length, contentEnd - at));
    const tail = chunk.subarray(headPart.length + content.length);
    if (tail.some((byte) => byte !== 0)) throw foreignLayer(file);
    if (content.length > 0) yield content;
    at = next;
  }
  if (at < end) throw foreignLayer(file);
}

function tarHead({ path, size }: LayerFile): Buffer {
  const name = `${layerRoot}/${parseArtifactPath(path)}`;
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new MergelineError('INPUT_INVALID', `${name} cannot have a size of ${size} bytes.`);
  }
  const segments = name.split('/').slice(0, -1);
  const folders = segments.map((_, index) => `${segments.slice(0, index + 1).join('/')}/`);
  return Buffer.concat([
    ...folders.map((folder) => tarHeader({ kind: 'folder', name: folder, size: 0, mode: 0o755 })),
    tarHeader({ kind: 'file', name, size, mode: 0o644 }),
  ]);
}

function tailSize({ size }: LayerFile): number {
  return paddingOf(size) + trailerSize;
}

function sizeMismatch(file: LayerFile, found: string): MergelineError {
  return new MergelineError('DIGEST_MISMATCH', `${file.path} should have ${file.size} bytes and has ${found}.`, {
    hint: 'The file changed while it was read. Repeat the command once nothing writes to it.',
  });
}

function foreignLayer(file: LayerFile): MergelineError {
  return new MergelineError(
    'DIGEST_MISMATCH',
    `The layer of ${file.path} is not the tar that Mergeline writes for it.`,
  );
}
