import type { Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ConvertedModel, Inspection, ModelConverter, ModelFile } from '../../core/ports/model-toolchain.ts';
import type { LinearModel } from './memory-model-runtime.ts';

/** A linear model with its signature, in one JSON file: what the memory runtime serves. */
export interface LinearModelFile extends LinearModel {
  readonly signature: Signature;
}

const opset = 17;

/** Accepts linear models in JSON and keeps any other file unserved, with no native code. */
export const memoryModelConverter: ModelConverter = {
  async inspect(files) {
    return inspectionOf(await findLinearModel(files));
  },

  async convert(files): Promise<ConvertedModel> {
    const model = await findLinearModel(files);
    const inspection = inspectionOf(model);
    if (model === undefined) {
      return { inspection, conversion: { outcome: 'unsupported', reason: 'It is no linear model.' } };
    }
    const { signature, ...linear } = model;
    const bytes = new TextEncoder().encode(JSON.stringify(linear));
    return {
      inspection,
      conversion: { outcome: 'accepted', warnings: [] },
      served: {
        form: { format: 'onnx', opset },
        signature,
        files: [{ path: 'model.onnx', mediaType: 'application/json', bytes }],
      },
    };
  },
};

function inspectionOf(model: LinearModelFile | undefined): Inspection {
  return {
    source: { format: model === undefined ? 'other' : 'onnx' },
    scan: { verdict: 'allowed', globals: [] },
    estimators: {},
  };
}

async function findLinearModel(files: readonly ModelFile[]): Promise<LinearModelFile | undefined> {
  if (files.length === 0) throw new MergelineError('MODEL_UNREADABLE', 'There is no model file.');
  for (const file of files) {
    const text = new TextDecoder().decode(await file.read());
    if (text === '') throw new MergelineError('MODEL_UNREADABLE', `${file.path} is empty.`);
    if (text.startsWith('{"coefficients"')) return JSON.parse(text) as LinearModelFile;
  }
  return undefined;
}
