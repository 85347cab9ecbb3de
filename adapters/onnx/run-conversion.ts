import { Worker } from 'node:worker_threads';
import { unreadable } from '../../conversion/unreadable.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ConversionAnswer, ConversionJob } from './conversion-job.ts';
import { entryBeside } from './model-process.ts';
import { errorOf } from './refusal.ts';

type Answered = Exclude<ConversionAnswer, { kind: 'refused' }>;

/** For everything that is made of a file; the file's own bytes lie outside the JavaScript heap. */
const resourceLimits = { maxOldGenerationSizeMb: 4096, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

/**
 * Reads a model in a thread of its own, which ends when it takes too long or too much memory.
 * @throws MergelineError as `conversion/convert.ts` does; the signal's reason when it is aborted.
 */
export async function runConversion(job: ConversionJob, signal?: AbortSignal): Promise<Answered> {
  signal?.throwIfAborted();
  const worker = new Worker(entryBeside('conversion-worker', import.meta.url), {
    workerData: job,
    resourceLimits,
    execArgv: [],
    env: {},
  });
  try {
    const answer = await answerOf(worker, job.limits.time, signal);
    if (answer.kind !== 'refused') return answer;
    throw errorOf(answer.refusal);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, milliseconds: number, signal: AbortSignal | undefined): Promise<ConversionAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ConversionAnswer>();
  const timer = setTimeout(() => {
    reject(unreadable(`Reading the model took longer than ${milliseconds / 1000} s.`));
  }, milliseconds);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  worker.once('message', resolve);
  worker.once('error', (error: Error & { code?: string }) => {
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    reject(isMemory ? unreadable('Reading the model took more memory than it may.') : error);
  });
  worker.once('exit', () =>
    reject(new MergelineError('INTERNAL', 'The thread that reads models ended without an answer.')),
  );
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
}
