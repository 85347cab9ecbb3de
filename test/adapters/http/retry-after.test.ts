import { expect, it } from 'vitest';
import { parseRetryAfter } from '../../../adapters/http/retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

it.each([
  ['7', 7000],
  ['0', 0],
  ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  ['9'.repeat(400), undefined],
  [undefined, undefined],
])('reads %j as %j milliseconds', (value, milliseconds) => {
  expect(parseRetryAfter(value, now)).toBe(milliseconds);
});
