import type { MeasureAnswer } from './answers.ts';
import type { Toolchain } from './context.ts';
import { measureConverted } from './evaluation/measure-converted.ts';
import type { LabelledData } from './ports/dataset.ts';
import type { ModelFile } from './ports/model-toolchain.ts';

/**
 * Converts a model and measures it on a labelled data set, with no registry. Nothing is recorded.
 * @throws MergelineError `MODEL_UNREADABLE`, `MODEL_DENIED`, `MODEL_UNSUPPORTED`; `INPUT_INVALID` for data that do not fit.
 */
export async function evaluateFiles(
  files: readonly ModelFile[],
  data: LabelledData,
  tools: Toolchain,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (step: string) => void } = {},
): Promise<MeasureAnswer> {
  return await measureConverted(await tools.converter.convert(files, options), data, tools, options);
}
