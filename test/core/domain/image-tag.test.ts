import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatImageTag, parseImageTag, tagWithin } from '../../../core/domain/image-tag.ts';

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

describe('tagWithin', () => {
  const tagOf = (folder: string, model: string) => formatImageTag(tagWithin(folder, parseImageTag(`${model}:1.0.0`)));

  it('leaves the tags of a registry at the top of its repository as they are', () => {
    expect(tagOf('', 'risk/fraud')).toBe('risk/fraud:1.0.0');
  });

  it('names a model of a folder by the path of the model', () => {
    expect(tagOf('teams/a', 'risk/fraud')).toBe('teams/a/models/risk/fraud:1.0.0');
  });

  it('takes every folder that Git takes, and never two for one', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'A', 'a b', 'a-b', '_a', 'Ä'),
      fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.replaceAll('/', '-')),
    );
    const place = fc.record({
      folder: fc.array(name, { maxLength: 3 }).map((names) => names.join('/')),
      model: fc.constantFrom('iris', 'a', 'a/iris', 'models/iris', 'a/models'),
    });
    const pathOf = ({ folder, model }: { folder: string; model: string }) =>
      folder === '' ? `models/${model}` : `${folder}/models/${model}`;
    fc.assert(
      fc.property(place, place, (one, other) => {
        const tags = [one, other].map(({ folder, model }) => tagOf(folder, model));
        for (const tag of tags) expect(formatImageTag(parseImageTag(tag))).toBe(tag);
        expect(tags[0] === tags[1]).toBe(pathOf(one) === pathOf(other));
      }),
      { numRuns: 300 },
    );
  });
});
