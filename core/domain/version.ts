import { MergelineError } from '../errors.ts';

/** A SemVer 2.0.0 version without build metadata, in lower case, at most 64 characters: `1.4.0-rc.1`. */
export type Version = string & { readonly __brand: 'Version' };

export type Bump = 'major' | 'minor' | 'patch';

const number = '(?:0|[1-9][0-9]*)';
const identifier = '(?:0|[1-9][0-9]*|[0-9]*[a-z-][0-9a-z-]*)';
export const versionPattern = new RegExp(
  `^(${number})\\.(${number})\\.(${number})(?:-(${identifier}(?:\\.${identifier})*))?$`,
);
const shortPattern = new RegExp(`^v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(-[0-9a-z.-]+)?$`);

export function isVersion(text: string): text is Version {
  return text.length <= 64 && versionPattern.test(text);
}

/** @throws MergelineError `NAME_INVALID` for anything but a full version: `1.0` and `v1.0.0` are refused here. */
export function parseVersion(text: string): Version {
  if (isVersion(text)) return text;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} is not a version.`, {
    hint: 'A version is written MAJOR.MINOR.PATCH with an optional -prerelease, such as 1.4.0 or 2.0.0-rc.1.',
  });
}

/** Completes what people type (`1`, `1.0`, `v1.0.0`) to a full version; `1.0` becomes `1.0.0`. */
export function normaliseVersion(text: string): Version {
  const match = shortPattern.exec(text.trim().toLowerCase());
  if (!match) return parseVersion(text);
  const [, major = '0', minor = '0', patch = '0', rest = ''] = match;
  return parseVersion(`${major}.${minor}.${patch}${rest}`);
}

/** Negative when `a` precedes `b`: SemVer 2.0.0 section 11, numbers compared without a size limit. */
export function compareVersions(a: Version, b: Version): number {
  return compareParts(split(a), split(b));
}

/** Lowest first; faster than sorting with `compareVersions`, as each is taken apart once. */
export function sortVersions(versions: readonly Version[]): readonly Version[] {
  return versions
    .map((version) => ({ version, parts: split(version) }))
    .sort((a, b) => compareParts(a.parts, b.parts))
    .map(({ version }) => version);
}

interface Parts {
  readonly core: readonly [string, string, string];
  readonly prerelease: readonly string[];
}

function compareParts(left: Parts, right: Parts): number {
  for (const index of [0, 1, 2] as const) {
    const order = compareNumbers(left.core[index], right.core[index]);
    if (order !== 0) return order;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

/** The version after `version`: a prerelease bumps to its own release when that is enough. */
export function bumpVersion(version: Version, bump: Bump): Version {
  const { core, prerelease } = split(version);
  const [major, minor, patch] = core.map(BigInt) as [bigint, bigint, bigint];
  const released = prerelease.length > 0;
  if (bump === 'major')
    return parseVersion(released && minor === 0n && patch === 0n ? `${major}.0.0` : `${major + 1n}.0.0`);
  if (bump === 'minor')
    return parseVersion(released && patch === 0n ? `${major}.${minor}.0` : `${major}.${minor + 1n}.0`);
  return parseVersion(released ? `${major}.${minor}.${patch}` : `${major}.${minor}.${patch + 1n}`);
}

function split(version: Version): Parts {
  const match = versionPattern.exec(version);
  if (!match) throw new MergelineError('INTERNAL', `${version} passed as a version.`);
  const [, major = '', minor = '', patch = '', prerelease] = match;
  return { core: [major, minor, patch], prerelease: prerelease ? prerelease.split('.') : [] };
}

/** Digit strings without leading zeros order by length, then by text. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** A version without a prerelease follows every one that has one; otherwise the first identifier that differs decides. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [index, identifier] of a.entries()) {
    const order = index < b.length ? compareIdentifiers(identifier, b[index] ?? '') : 1;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value, before texts by their characters. */
function compareIdentifiers(a: string, b: string): number {
  const [numeric, otherNumeric] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
  if (numeric !== otherNumeric) return numeric ? -1 : 1;
  return numeric ? compareNumbers(a, b) : a < b ? -1 : a > b ? 1 : 0;
}
