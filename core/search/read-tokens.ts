import { queryError } from './query-error.ts';

export type Token = { readonly offset: number; readonly source: string } & (
  | { readonly kind: 'word' }
  | { readonly kind: 'number'; readonly value: number }
  /** In single quotes a text; in double quotes a text or a name, as its place says; in backticks a name. */
  | { readonly kind: 'quoted'; readonly quote: "'" | '"' | '`'; readonly value: string }
  | { readonly kind: 'symbol' }
  | { readonly kind: 'end' }
);

const spacePattern = /\s+/y;
const wordPattern = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const numberPattern = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const symbolPattern = /!=|<>|<=|>=|[=<>~(),.]/y;

/** @throws MergelineError `INPUT_INVALID` at a character that begins nothing, or at a quote that is never closed. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  while (offset < text.length) {
    const space = take(spacePattern);
    if (space !== undefined) {
      offset += space.length;
      continue;
    }
    const token = nextToken(text, offset, take, tokens.at(-1));
    tokens.push(token);
    offset += token.source.length;
  }
  return [...tokens, { kind: 'end', offset, source: '' }];
}

function nextToken(
  text: string,
  offset: number,
  take: (pattern: RegExp) => string | undefined,
  previous: Token | undefined,
): Token {
  const first = text[offset];
  if (first === "'" || first === '"' || first === '`') return quotedToken(text, offset, first);
  const word = take(wordPattern);
  if (word !== undefined) return { kind: 'word', offset, source: word };
  // Behind `metrics` the dot begins a name: `metrics.5`.
  const isDot = first === '.' && previous !== undefined && previous.offset + previous.source.length === offset;
  const number = isDot ? undefined : take(numberPattern);
  if (number !== undefined) return { kind: 'number', offset, source: number, value: Number(number) };
  const symbol = take(symbolPattern);
  if (symbol !== undefined) return { kind: 'symbol', offset, source: symbol };
  const strange = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  throw queryError(text, offset, `${JSON.stringify(strange)} has no meaning here`, 'Texts stand in quotes.');
}

/** A quote inside is written twice, as in SQL. */
function quotedToken(text: string, offset: number, quote: "'" | '"' | '`'): Token {
  let end = offset + 1;
  for (;;) {
    end = text.indexOf(quote, end);
    if (end === -1) throw queryError(text, offset, `the quote ${quote} is never closed`);
    if (text[end + 1] !== quote) break;
    end += 2;
  }
  const value = text.slice(offset + 1, end).replaceAll(quote + quote, quote);
  return { kind: 'quoted', quote, value: plainText(value), offset, source: text.slice(offset, end + 1) };
}

/** As every store keeps it alike: without lone surrogates and without NUL. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
