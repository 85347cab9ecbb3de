import { describe, expect, it } from 'vitest';
import { faultOfArtifactPath, findPathClash, parseArtifactPath } from '../../../core/domain/artifact-path.ts';

describe('parseArtifactPath', () => {
  it.each(['model.onnx', 'source/model.pkl', '.mergeline/model.json', 'a b/ü.bin', 'x/..y', `${'a/'.repeat(500)}b`])(
    'accepts %j',
    (path) => {
      expect(parseArtifactPath(path)).toBe(path);
    },
  );

  it.each([
    ['', 'it is empty'],
    ['/etc/passwd', 'it is absolute or has an empty segment'],
    ['a//b', 'it is absolute or has an empty segment'],
    ['a/', 'it is absolute or has an empty segment'],
    ['../a', 'it has the segment ..'],
    ['a/./b', 'it has the segment .'],
    ['a\\b', 'folders are separated by /, never by a backslash'],
    ['c:/a', 'it starts like a Windows drive'],
    ['a\u0000b', 'it has control characters'],
    ['a\u001b[31m', 'it has control characters'],
    ['a\u2028b', 'it has control characters'],
    ['\udc00', 'it is not valid Unicode'],
    ['a/.wh..wh..opq', 'container images delete files by names that start with .wh.'],
    ['é'.repeat(128), 'a segment is longer than 255 bytes'],
    ['a/'.repeat(600), 'it is longer than 1024 bytes'],
  ])('refuses %j because %s', (path, fault) => {
    expect(faultOfArtifactPath(path)).toBe(fault);
    expect(() => parseArtifactPath(path)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', exitCode: 2 }));
  });
});

describe('findPathClash', () => {
  it('finds none among files that lie beside each other', () => {
    expect(findPathClash(['model.onnx', 'model.onnx_data', 'a/b', 'a/c', 'ab'])).toBeUndefined();
  });

  it.each([
    [['a', 'b', 'a'], 'two are called a'],
    [['a/Model.pkl', 'A/model.pkl'], 'a/Model.pkl and A/model.pkl are one name where case or accents do not count'],
    [['\u00e9', 'e\u0301'], '\u00e9 and e\u0301 are one name where case or accents do not count'],
    [['a/b/c', 'a'], 'a is a file and also the folder of a/b/c'],
  ])('finds the one of %j', (paths, clash) => {
    expect(findPathClash(paths)).toBe(clash);
  });
});

it.each(['source/.git/config', '.GIT/HEAD', 'source/git~1/config', 'a/.git./x', 'a/.g\u200cit/x'])(
  'refuses %j, which a pull would make a repository of',
  (path) => {
    expect(faultOfArtifactPath(path)).toBe('Git keeps .git for itself');
  },
);

it.each(['source/git/config', 'source/.github/x', '.gitignore'])('takes %j', (path) => {
  expect(faultOfArtifactPath(path)).toBeUndefined();
});
