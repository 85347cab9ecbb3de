import type { Version } from '../domain/version.ts';

/** A text that orders by code points as the versions do by SemVer precedence; one for each version. */
export function versionKey(version: Version): string {
  const [core = '', ...rest] = version.split('-');
  const numbers = core.split('.').map(numberKey).join('');
  // A release follows its prereleases: `~` is behind `-`.
  if (rest.length === 0) return `${numbers}~`;
  const identifiers = rest.join('-').split('.');
  return `${numbers}-${identifiers.map(identifierKey).join('')}`;
}

/** Numbers before texts; a space ends each, so that the shorter list is lower. */
function identifierKey(identifier: string): string {
  return /^[0-9]+$/.test(identifier) ? `0${numberKey(identifier)} ` : `1${identifier} `;
}

/** Digits without leading zeros order by their count first. */
function numberKey(digits: string): string {
  return `${String(digits.length).padStart(2, '0')}${digits}`;
}
