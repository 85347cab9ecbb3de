import { expect, test } from 'vitest';
import { formatByteSize, parseByteSize } from '../../../core/domain/byte-size.ts';

test.each([
  ['0', 0],
  ['1048576', 1_048_576],
  ['500 MB', 500_000_000],
  ['500MB', 500_000_000],
  ['500m', 500_000_000],
  ['2 GiB', 2_147_483_648],
  ['1.5 kB', 1500],
  ['1 kib', 1024],
  ['3 TB', 3_000_000_000_000],
])('%s is a size', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

test.each(['', 'MB', '-1 MB', '1 XB', '1e3', 'Infinity', '1 iB', '9999999999 TB', '1,5 MB', '1 MB '.repeat(2)])(
  '%j is no size',
  (text) => {
    expect(() => parseByteSize(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  },
);

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [17_412_345, '17.4 MB'],
  [999_999, '1000 kB'],
  [2_147_483_648, '2.15 GB'],
])('%d bytes are told as %s', (bytes, text) => {
  expect(formatByteSize(bytes)).toBe(text);
});
