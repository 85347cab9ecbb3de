import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runConversion } from '../../../adapters/onnx/run-conversion.ts';
import { defaultLimits } from '../../../conversion/limits.ts';

/** Unpacks to a pickle that keeps its reader busy for seconds. */
const slow = gzipSync(
  Buffer.concat([Buffer.from('\x80\x02', 'latin1'), Buffer.alloc(16_000_000, 'N0'), Buffer.from('N.')]),
);

describe('runConversion', () => {
  it('ends a reader that takes too long', async () => {
    const limits = { ...defaultLimits, time: 100 };
    const job = { task: 'convert', files: [{ path: 'slow.joblib', bytes: slow }], limits, format: undefined } as const;
    await expect(runConversion(job)).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: 'Reading the model took longer than 0.1 s.',
    });
  });

  it('ends a reader that nobody waits for any more', async () => {
    const controller = new AbortController();
    const limits = { ...defaultLimits, unpackedRatio: 1e6 };
    const job = { task: 'convert', files: [{ path: 'slow.joblib', bytes: slow }], limits, format: undefined } as const;
    const answer = runConversion(job, controller.signal);
    setTimeout(() => controller.abort(new Error('gone')), 50);
    await expect(answer).rejects.toThrow('gone');
  });
});
