import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, parseVersion, sortVersions } from '../../../core/domain/version.ts';

const number = fc.nat({ max: 12 }).map(String);
const prerelease = fc.constantFrom('', '-rc', '-rc.1', '-rc.2', '-rc.10', '-1', '-alpha.beta');
const version = fc.tuple(number, number, number, prerelease).map(([a, b, c, d]) => parseVersion(`${a}.${b}.${c}${d}`));

test('sorting gives the order of comparing, and gives back every version', () => {
  fc.assert(
    fc.property(fc.array(version), (versions) => {
      expect(sortVersions(versions)).toEqual(versions.toSorted(compareVersions));
    }),
  );
});

test('versions sort as SemVer says', () => {
  const sorted = ['1.0.0-1', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0', '1.2.0', '1.10.0'];
  expect(sortVersions(sorted.toReversed().map(parseVersion))).toEqual(sorted);
});
