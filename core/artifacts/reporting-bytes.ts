import type { Artifact } from '../domain/manifest.ts';
import { formatBytes } from '../domain/units.ts';
import type { OpenBytes } from '../ports/artifact-store.ts';

/** Tells how far the storing of a file is, and how fast it goes: `storing model.onnx  12 MB of 1.1 GB, 85 MB/s`. */
export function reportingBytes(
  { path, size }: Pick<Artifact, 'path' | 'size'>,
  open: OpenBytes,
  onProgress: ((step: string) => void) | undefined,
): OpenBytes {
  if (onProgress === undefined) return open;
  onProgress(`storing ${path}`);
  return async function* () {
    const began = performance.now();
    let done = 0;
    for await (const chunk of open()) {
      yield chunk;
      done += chunk.length;
      const rate = done / ((performance.now() - began) / 1000);
      onProgress(`storing ${path}  ${formatBytes(done)} of ${formatBytes(size)}, ${formatBytes(rate)}/s`);
    }
  };
}
