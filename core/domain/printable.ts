// Escape sequences could rewrite what a terminal shows, and bidirectional marks what a person reads: https://trojansource.codes
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const hostile = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The value with every control character in its texts made visible; line feeds and tabs stay. */
export function printable<T>(value: T): T {
  return clean(value) as T;
}

/** The document as JSON that drives no terminal either: what `printable` replaces stands there as an escape, so the value is the same. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    hostile,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(hostile, '\ufffd');
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]));
}
