import type { Finding, Path } from './finding.ts';

/** What is wrong with a text that UTF-8 cannot hold; schemas cannot say it. */
export const halfCharacter = 'holds half of a character (a lone surrogate)';

/** Every text and name in a value that holds half of a character. */
export function halfCharacters(value: unknown, path: Path = []): readonly Finding[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [{ path, message: halfCharacter }];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => halfCharacters(item, [...path, index]));
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = [...path, name];
    const inName: readonly Finding[] = name.isWellFormed() ? [] : [{ path: at, message: halfCharacter, on: 'name' }];
    return [...inName, ...halfCharacters(inner, at)];
  });
}
