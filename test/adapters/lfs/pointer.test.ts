import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPointer, formatPointer, parsePointer } from '../../../adapters/lfs/pointer.ts';
import { digestOf } from '../../../core/domain/digest.ts';

// The example of git-lfs's docs/spec.md.
const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393' as const;
const example = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`;

describe('Git LFS pointers', () => {
  it('are written as the specification shows', () => {
    expect(formatPointer({ digest: `sha256:${oid}`, size: 12345 })).toBe(example);
  });

  it('of an empty file are empty', () => {
    expect(formatPointer({ digest: digestOf(''), size: 0 })).toBe('');
  });

  it('come back as they were written', () => {
    const extensions = fc
      .uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 4 })
      .map((numbers) => numbers.sort().map((number) => `ext-${number}-scan sha256:${'a'.repeat(64)}`));
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        extensions,
        (text, size, lines) => {
          const pointer = { digest: digestOf(text), size, extensions: lines };
          expect(findPointer(Buffer.from(formatPointer(pointer)))).toEqual(pointer);
        },
      ),
    );
  });

  it.each([
    ['model bytes', 'PK\u0003\u0004'],
    ['an earlier version', example.replace('git-lfs.github.com/spec', 'hawser.github.com/spec')],
    ['another order of the keys', 'version https://git-lfs.github.com/spec/v1\nsize 1\noid sha256:00\n'],
    ['another hash', example.replace('sha256:', 'sha512:')],
    ['upper-case digits', example.replace(oid, oid.toUpperCase())],
    ['Windows line ends', example.replaceAll('\n', '\r\n')],
    ['a missing end of line', example.trimEnd()],
    ['something after it', `${example}x\n`],
    ['a size with a leading zero', example.replace('12345', '012345')],
    ['a size beyond what can be counted', example.replace('12345', '9'.repeat(20))],
    ['a thousand bytes and more', `${example.slice(0, 43)}ext-0-a ${'x'.repeat(1000)}\n${example.slice(43)}`],
    ['nothing', ''],
  ])('are not found in %s', (_, text) => {
    expect(findPointer(Buffer.from(text))).toBeUndefined();
    expect(() => parsePointer(Buffer.from(text), 'model.onnx')).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: 'model.onnx is not a Git LFS pointer.' }),
    );
  });
});
