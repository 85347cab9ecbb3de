import { parentPort, workerData } from 'node:worker_threads';
import { convertModel, inspectModel } from '../../conversion/convert.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ConversionAnswer, ConversionJob, Refusal } from './conversion-job.ts';

parentPort?.postMessage(answerTo(workerData as ConversionJob));

function answerTo({ task, files, limits, format }: ConversionJob): ConversionAnswer {
  try {
    if (task === 'inspect') return { kind: 'inspected', inspection: inspectModel(files, { limits, format }) };
    const conversion = convertModel(files, { limits, format });
    if (conversion.outcome !== 'accepted') return { kind: 'converted', conversion };
    const named = conversion.files.map(({ path }) => ({ path, bytes: new Uint8Array() }));
    return { kind: 'converted', conversion: { ...conversion, files: named } };
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error) };
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof MergelineError) {
    const { code, message, hint, details } = error;
    return { code, message, hint, details };
  }
  const message = `Reading the model failed in a way that nobody foresaw: ${error instanceof Error ? error.message : String(error)}`;
  return { code: 'INTERNAL', message, hint: undefined, details: [] };
}
