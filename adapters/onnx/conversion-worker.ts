import { parentPort, workerData } from 'node:worker_threads';
import { convertModel, inspectModel } from '../../conversion/convert.ts';
import type { ConversionAnswer, ConversionJob } from './conversion-job.ts';
import { refusalOf } from './refusal.ts';

parentPort?.postMessage(answerTo(workerData as ConversionJob));

function answerTo({ task, files, limits, format }: ConversionJob): ConversionAnswer {
  try {
    if (task === 'inspect') return { kind: 'inspected', inspection: inspectModel(files, { limits, format }) };
    const conversion = convertModel(files, { limits, format });
    if (conversion.outcome !== 'accepted') return { kind: 'converted', conversion };
    const named = conversion.files.map(({ path }) => ({ path, bytes: new Uint8Array() }));
    return { kind: 'converted', conversion: { ...conversion, files: named } };
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error, 'Reading the model') };
  }
}
