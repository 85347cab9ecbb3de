import { expect, test } from 'vitest';
import { parseLibraries } from '../../../adapters/serving-base/shared-libraries.ts';

const glibc = `	linux-vdso.so.1 (0x00007fcf1503a000)
	libdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007fcf15024000)
	libonnxruntime.so.1 => /srv/a b/libonnxruntime.so.1 (0x00007fcf15024000)
	/lib64/ld-linux-x86-64.so.2 (0x00007fcf1503c000)
`;

test('the libraries and the linker itself are found, and nothing that lies in no file', () => {
  expect(parseLibraries(glibc, 'node')).toEqual([
    '/lib/x86_64-linux-gnu/libdl.so.2',
    '/srv/a b/libonnxruntime.so.1',
    '/lib64/ld-linux-x86-64.so.2',
  ]);
});

test('a program without shared libraries has none', () => {
  expect(parseLibraries('	statically linked\n', 'node')).toEqual([]);
});

test('a library that the linker does not find is named', () => {
  expect(() => parseLibraries('	libmusl.so => not found\n', 'node')).toThrow('node needs libmusl.so');
});
