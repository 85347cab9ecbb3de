import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, instantOf, millisecondsOf, parseDuration } from '../../../core/domain/duration.ts';

const hour = 3_600_000;

describe('a duration', () => {
  test.each([
    ['24h', 24 * hour],
    ['7d', 7 * 24 * hour],
    ['2w', 14 * 24 * hour],
    ['1d 12h', 36 * hour],
    ['1d12h', 36 * hour],
    ['30m', hour / 2],
    ['90s', 90_000],
    ['0h', 0],
  ])('%s is read', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', 'P7D', '1', 'h', '-1h', '1.5h', '1 h', '1y', '1d ', '7D', '24h!', '9999999d', '1h\n'])(
    '%j is refused',
    (text) => {
      expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  test.each([
    [0, '0 seconds'],
    [999, '0 seconds'],
    [1000, '1 second'],
    [hour + 1000, '1 hour'],
    [25 * hour, '1 day 1 hour'],
    [24 * hour + 5 * 60_000, '1 day'],
    [49.5 * hour, '2 days 1 hour'],
    [-5, '0 seconds'],
  ])('of %d ms is told as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('a time in UTC', () => {
  test.each([
    '2026-02-30T10:00:00Z',
    '2026-11-25T10:00:00',
    '2026-11-25',
    '2026-11-25T10:00:00+01:00',
    '2026-11-25T24:00:00Z',
    'now',
    '',
  ])('%j is refused', (text) => {
    expect(() => millisecondsOf(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test('is read and written back', () => {
    const seconds = fc.integer({ min: -2_000_000_000, max: 4_000_000_000 });
    fc.assert(
      fc.property(seconds, (it) => {
        expect(millisecondsOf(instantOf(it * 1000))).toBe(it * 1000);
      }),
    );
  });

  test('is rounded up to the second, so that it is never early', () => {
    expect(instantOf(millisecondsOf('2026-11-25T10:00:00.001Z'))).toBe('2026-11-25T10:00:01Z');
  });
});
