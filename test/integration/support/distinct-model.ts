import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFile } from '../../../core/ports/model-toolchain.ts';

const classifier = readFileSync(join(import.meta.dirname, '../../adapters/onnx/fixtures/skl2onnx.onnx'));

/**
 * An iris classifier that says in its metadata which one it is, so that no two have the same bytes.
 * @param name at most 100 letters.
 */
export function distinctModel(name: string): Buffer {
  const entry = Buffer.concat([field(1, Buffer.from('trained-by')), field(2, Buffer.from(name))]);
  return Buffer.concat([classifier, field(14, entry)]);
}

export function distinctModelFile(name: string): ModelFile {
  const bytes = distinctModel(name);
  return {
    path: 'model.onnx',
    size: bytes.length,
    read: async () => bytes,
    open: async function* () {
      yield bytes;
    },
  };
}

/** A length-delimited field of protobuf; number 14 of an ONNX model is `metadata_props`: https://onnx.ai/onnx/api/classes.html#modelproto */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
}
