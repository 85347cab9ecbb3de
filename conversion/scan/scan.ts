import type { Scan, ScanVerdict } from '../../core/domain/manifest.ts';
import { type PyGlobal, qualifiedName } from '../pickle/values.ts';
import { allowedNames } from './allowed-names.ts';
import { deniedAnywhere, deniedBelow, deniedModules, deniedNames } from './denied-names.ts';

/** What loading the file in Python would look up, and what to think of it. */
export function scanGlobals(globals: readonly PyGlobal[]): Scan {
  const verdicts = globals.map(verdictOf);
  const verdict = verdicts.includes('denied') ? 'denied' : verdicts.includes('unknown') ? 'unknown' : 'allowed';
  return { verdict, globals: [...new Set(globals.map(qualifiedName))].sort() };
}

/** The names that make a file denied, as Python prints them. */
export function deniedGlobals(globals: readonly PyGlobal[]): string[] {
  return globals.filter((global) => verdictOf(global) === 'denied').map(qualifiedName);
}

/**
 * Names are allowed one by one, never by prefix: `sklearn.os` exists. A name with a dot is a chain of attributes that
 * Python would follow to anywhere, so it is denied.
 */
export function verdictOf({ module, name }: PyGlobal): ScanVerdict {
  if (allowedNames.get(module)?.has(name)) return 'allowed';
  const identifiers = `${module}.${name}`.split('.');
  if (name.includes('.') || !identifiers.every((part) => /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(part)))
    return 'denied';
  const [root = ''] = identifiers;
  if (deniedModules.has(root) || deniedNames.get(module)?.has(name)) return 'denied';
  if (identifiers.slice(1).some((part) => deniedAnywhere.has(part))) return 'denied';
  return deniedBelow.some((prefix) => `${module}.`.startsWith(`${prefix}.`)) ? 'denied' : 'unknown';
}
