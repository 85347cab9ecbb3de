import { csvReader } from '../../adapters/csv/csv-dataset.ts';
import { memoryModelConverter } from '../../adapters/memory/memory-model-converter.ts';
import { memoryModelRuntime } from '../../adapters/memory/memory-model-runtime.ts';
import type { Toolchain } from '../../core/context.ts';

/** Reads, runs and measures linear models with no native code. */
export const memoryToolchain: Toolchain = {
  converter: memoryModelConverter,
  runtime: memoryModelRuntime,
  datasets: csvReader,
};
