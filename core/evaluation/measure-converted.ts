import type { MeasureAnswer } from '../answers.ts';
import type { Toolchain } from '../context.ts';
import { MergelineError } from '../errors.ts';
import type { LabelledData } from '../ports/dataset.ts';
import type { ConvertedModel, ModelFile } from '../ports/model-toolchain.ts';
import { type MeasureOptions, measureModel } from './measure-model.ts';

/**
 * Measures a model that no registry has yet, in the form in which it would be served. The task is the model's own.
 * @throws MergelineError `MODEL_UNSUPPORTED` when it has no such form, `INPUT_INVALID` when the columns do not fit it.
 */
export async function measureConverted(
  converted: ConvertedModel,
  { source, target, slices = [] }: LabelledData,
  { runtime, datasets }: Pick<Toolchain, 'runtime' | 'datasets'>,
  { onProgress }: Pick<MeasureOptions, 'onProgress'> = {},
): Promise<MeasureAnswer> {
  const { served } = converted;
  if (served === undefined) throw unsupported(converted);
  const { signature } = served;
  const dataset = await datasets.open(source);
  try {
    const predictor = await runtime.load({ files: served.files.map(fileOf), signature });
    try {
      const options = { task: signature.task, target, slices, onProgress };
      const { measurement, warnings } = await measureModel(predictor, dataset, options);
      const { target: _, ...measured } = measurement;
      const { name, digest } = dataset;
      return { ...measured, dataset: { name, digest, rows: measured.rows }, warnings };
    } finally {
      await predictor.close();
    }
  } finally {
    await dataset.close();
  }
}

function fileOf({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): ModelFile {
  return {
    path,
    size: bytes.length,
    read: async () => bytes,
    open: async function* () {
      yield bytes;
    },
  };
}

function unsupported({ conversion }: ConvertedModel): MergelineError {
  const reason = conversion.outcome === 'unsupported' ? conversion.reason : 'it has no served form.';
  return new MergelineError(
    'MODEL_UNSUPPORTED',
    `The model cannot be evaluated, because it cannot be served: ${reason}`,
    {
      hint: 'Register what the reason asks for, or report what its author measured with: mergeline register --metrics',
    },
  );
}
