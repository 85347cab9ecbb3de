import type { Artifact, ServedForm, Signature } from '../core/domain/manifest.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** Where the prediction server finds it: `/models/.mergeline/model.json` in a serving image. */
export const metadataPath = '.mergeline/model.json';
export const metadataType = 'application/vnd.mergeline.model.v1+json';

export interface ModelMetadata {
  readonly served: ServedForm;
  readonly signature: Signature;
  /** The served files, which the server verifies before it loads them. */
  readonly files: readonly Pick<Artifact, 'path' | 'digest' | 'size'>[];
}

/**
 * What a server must know of a model, in one small file beside it. It names no model and no version, so equal content
 * is one blob: `{"formatVersion":1,"format","opset","files":[{path,digest,size}],"signature":{…}}`.
 */
export function formatModelMetadata({ served, signature, files }: ModelMetadata): Uint8Array {
  return canonicalJson({
    formatVersion: 1,
    format: served.format,
    opset: served.opset,
    files: files.map(({ path, digest, size }) => ({ path, digest, size })),
    signature: signatureJson(signature),
  });
}

function signatureJson({ task, inputs, outputs, classes }: Signature): JsonValue {
  return { task, inputs: inputs.map(tensorJson), outputs: outputs.map(tensorJson), classes };
}

function tensorJson({ name, type, shape, columns }: Signature['inputs'][number]): JsonValue {
  return { name, type, shape, columns };
}
