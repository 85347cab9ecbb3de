import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ModelFile } from '../../../../core/ports/model-toolchain.ts';

export function modelFile(path: string, bytes: Uint8Array): ModelFile {
  return {
    path,
    size: bytes.length,
    read: async () => bytes,
    async *open() {
      yield bytes;
    },
  };
}

/** A file of the checkout, by its path from the root. */
export function readModelFile(path: string): ModelFile {
  return modelFile(basename(path), readFileSync(path));
}

export function onnxFixture(name: string): ModelFile {
  return readModelFile(`test/adapters/onnx/fixtures/${name}`);
}
