import { posix } from 'node:path';
import type { ExternalData } from './model-host.ts';

/** Files beside an ONNX file under the paths that it calls them by: relative to its own folder. */
export function externalDataOf(
  modelPath: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): ExternalData[] {
  const folder = posix.dirname(modelPath);
  return files.map(({ path, bytes }) => ({ path: posix.relative(folder, path), data: bytes }));
}
