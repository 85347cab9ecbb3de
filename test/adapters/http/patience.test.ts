import { beforeEach, describe, expect, it } from 'vitest';
import { retrying } from '../../../adapters/http/patience.ts';
import { resuming } from '../../../adapters/http/resuming.ts';
import { BrokenTransfer, ComeAgain, UnusableAnswer } from '../../../adapters/http/transfer-error.ts';
import { collect, noise } from '../../support/bytes.ts';

/** Milliseconds that were waited for, without waiting. */
let pauses: number[] = [];
const patience = {
  tries: 4,
  idle: 1000,
  pause: async (milliseconds: number) => pauses.push(milliseconds),
  random: () => 0,
};

beforeEach(() => {
  pauses = [];
});

describe('another try', () => {
  const failing = (...errors: readonly Error[]) => {
    const left = [...errors];
    return async () => {
      const error = left.shift();
      if (error !== undefined) throw error;
      return 'done';
    };
  };

  it('follows what may pass, later each time', async () => {
    const broken = new BrokenTransfer('cut');
    expect(await retrying(failing(broken, broken, broken), patience)).toBe('done');
    expect(pauses).toEqual([1000, 3000, 9000]);
  });

  it('is no more than the last', async () => {
    const broken = new BrokenTransfer('cut');
    await expect(retrying(failing(broken, broken, broken, new BrokenTransfer('cut again')), patience)).rejects.toThrow(
      'cut again',
    );
    expect(pauses).toHaveLength(3);
  });

  it('comes when the server says, unless that is too long to wait', async () => {
    expect(await retrying(failing(new ComeAgain('busy', 300_000)), patience)).toBe('done');
    await expect(retrying(failing(new ComeAgain('busy', 300_001)), patience)).rejects.toThrow('busy');
    expect(pauses).toEqual([300_000]);
  });

  it('does not follow what stays as it is', async () => {
    await expect(retrying(failing(new UnusableAnswer('is odd')), patience)).rejects.toThrow('is odd');
    await expect(retrying(failing(new Error('a bug')), patience)).rejects.toThrow('a bug');
    expect(pauses).toEqual([]);
  });
});

describe('bytes that come in parts', () => {
  const bytes = noise(700_000);
  /** A source whose connections break after so many bytes each. */
  const breaking = (each: number) =>
    async function* (at: number) {
      yield bytes.subarray(at, at + each);
      if (at + each < bytes.length) throw new BrokenTransfer('cut');
    };

  it.each([65_536, 100_000, 700_000])('are whole, and in order, when each connection brings %i', async (each) => {
    expect((await collect(resuming(bytes.length, breaking(each), patience))).equals(bytes)).toBe(true);
  });

  it('are given up when connection after connection brings next to nothing', async () => {
    await expect(collect(resuming(bytes.length, breaking(65_535), patience))).rejects.toThrow('cut');
    expect(pauses).toHaveLength(3);
  });
});
