import { describe, expect, it } from 'vitest';
import { formatImageTag, parseImageTag } from '../../../core/domain/image-tag.ts';

describe('parseImageTag', () => {
  it.each([
    ['iris:1.0.0', 'iris', '1.0.0'],
    ['risk/fraud:production', 'risk/fraud', 'production'],
    ['a__b/c-d.e:v1.0.0-rc.1', 'a__b/c-d.e', 'v1.0.0-rc.1'],
  ])('reads %s', (text, repository, tag) => {
    expect(parseImageTag(text)).toEqual({ repository, tag });
    expect(formatImageTag({ repository, tag })).toBe(text);
  });

  it.each([
    'iris',
    'iris:',
    ':1',
    'Iris:1',
    'iris:1+b',
    'iris:.1',
    'a//b:1',
    '/a:1',
    'a/../b:1',
    `iris:${'1'.repeat(129)}`,
    'iris:1\n',
  ])('refuses %j', (text) => {
    expect(() => parseImageTag(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', exitCode: 2 }));
  });
});
