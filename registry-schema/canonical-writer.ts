/** A mapping whose entries are already in the order in which they are to be written. */
export type Entries = { readonly [name: string]: unknown };

/** Some readers take `e1` for a number. */
const plainName = /^(?![eE][0-9])[A-Za-z_][A-Za-z0-9_-]*$/;
/** What YAML would not read as text, or JavaScript not as a name like others. */
const specialNames: ReadonlySet<string> = new Set([
  ...['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n'].flatMap((word) => [
    word,
    word.toUpperCase(),
    `${word[0]?.toUpperCase()}${word.slice(1)}`,
  ]),
  '__proto__',
]);
/** Characters that YAML does not print, that readers of a diff cannot see, or that turn its direction around. */
const unseen = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const longestLine = 100;

/**
 * Writes plain data as block YAML: names in the order given, texts in double quotes as in JSON, short lists of scalars
 * on one line, LF, and a line end at the end. The same data gives the same text, which YAML 1.1 readers understand alike.
 */
export function writeCanonical(value: Entries): string {
  return `${mapping(value, '').join('\n')}\n`;
}

/** The lines of one field and what is below it. @param indentation the spaces before its name. */
export function writeField(name: string, value: unknown, indentation: string): string[] {
  return mapping({ [name]: value }, indentation);
}

/** The lines of one item of a list. @param indentation the spaces before its dash. */
export function writeItem(item: unknown, indentation: string): string[] {
  return list([item], indentation);
}

function mapping(value: Entries, indentation: string): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    entry(`${indentation}${writtenName(name)}:`, inner, indentation),
  );
}

function entry(lead: string, value: unknown, indentation: string): string[] {
  const inline = onOneLine(value);
  if (inline !== undefined) return [`${lead} ${inline}`];
  const deeper = `${indentation}  `;
  return [lead, ...(Array.isArray(value) ? list(value, deeper) : mapping(value as Entries, deeper))];
}

function list(items: readonly unknown[], indentation: string): string[] {
  return items.flatMap((item) => {
    const inline = onOneLine(item);
    if (inline !== undefined) return [`${indentation}- ${inline}`];
    const [first = '', ...rest] = mapping(item as Entries, `${indentation}  `);
    return [`${indentation}- ${first.trimStart()}`, ...rest];
  });
}

function onOneLine(value: unknown): string | undefined {
  if (Array.isArray(value)) return shortList(value);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : undefined;
  return scalar(value);
}

function shortList(items: readonly unknown[]): string | undefined {
  if (items.some((item) => typeof item === 'object' && item !== null)) return undefined;
  const text = `[${items.map(scalar).join(', ')}]`;
  return text.length <= longestLine ? text : undefined;
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return number(value);
  return String(value);
}

function quoted(text: string): string {
  const codeOf = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0');
  return JSON.stringify(text).replace(unseen, (character) => `\\u${codeOf(character)}`);
}

/** YAML 1.1 takes `1e-7` for text, but `1.0e-7` for a number. */
function number(value: number): string {
  const text = JSON.stringify(value);
  return text.includes('.') ? text : text.replace('e', '.0e');
}

function writtenName(name: string): string {
  return plainName.test(name) && !specialNames.has(name) ? name : quoted(name);
}
