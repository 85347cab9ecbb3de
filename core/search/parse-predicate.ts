import type { Instant } from '../domain/manifest.ts';
import type { Comparison, Condition } from '../domain/query.ts';
import { compareField, expectedFor, noneIs, type Span, spanOf } from './compare-field.ts';
import type { Field } from './field.ts';
import { isOnlyOfMlflow } from './mlflow-names.ts';
import type { Token } from './read-tokens.ts';
import { fieldNamed } from './searchable-fields.ts';
import type { TokenReader } from './token-reader.ts';
import { soughtWords } from './words.ts';

/** What reading a condition needs and leaves behind. */
interface Place {
  readonly tokens: TokenReader;
  readonly now: Instant;
  readonly mentioned: Set<string>;
}

const comparisons: Readonly<Record<string, Comparison | '!='>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** One condition on one field, or `text ~ 'words'`. @throws MergelineError `INPUT_INVALID`. */
export function parsePredicate(place: Place): Condition {
  const { tokens } = place;
  if (tokens.takeWords('TEXT')) return wordsPredicate(tokens);
  const field = readField(place);
  const operator = tokens.next.kind === 'symbol' ? comparisons[tokens.next.source] : undefined;
  if (operator !== undefined) {
    tokens.take();
    return compareField(field, operator, readSpan(place, field));
  }
  if (tokens.takeWords('IS', 'NOT', 'NULL')) return present(field);
  if (tokens.takeWords('IS', 'NULL')) return { kind: 'not', operand: present(field) };
  if (tokens.takeWords('BETWEEN')) return betweenPredicate(place, field);
  return listOrPattern(place, field);
}

function listOrPattern(place: Place, field: Field): Condition {
  const { tokens } = place;
  const negated = tokens.takeWords('NOT');
  if (tokens.takeWords('IN')) return inPredicate(place, field, negated);
  const expression = tokens.next;
  if (tokens.takeWords('RLIKE')) {
    const advice = `LIKE knows % for any characters, as in ${field.name} LIKE 'v1.%'`;
    if (!isOnlyOfMlflow(field)) throw tokens.error('regular expressions are not read', { at: expression, advice });
    readText(tokens, 'a regular expression in quotes');
    return neverTrue(field);
  }
  const ignoreCase = tokens.takeWords('ILIKE');
  if (ignoreCase || tokens.takeWords('LIKE')) return likePredicate(place, field, { negated, ignoreCase });
  if (negated) throw tokens.expected('IN, LIKE or ILIKE behind NOT');
  throw tokens.expected(
    '=, !=, <, <=, >, >=, IN, LIKE, ILIKE, BETWEEN or IS NULL',
    tokens.next.kind === 'symbol' && tokens.next.source === '~' ? "Full text is: text ~ 'words'" : undefined,
  );
}

/** @throws MergelineError `INPUT_INVALID` where there is no field, with one that is near. */
export function readField({ tokens, mentioned }: Place): Field {
  const start = tokens.next;
  const words = [readName(tokens)];
  while (tokens.takeSymbol('.')) words.push(readName(tokens));
  const found = fieldNamed(words);
  if ('problem' in found) {
    const isPlainWord = words.length === 1 && tokens.next.kind !== 'symbol';
    const advice = isPlainWord ? "For words, write: text ~ 'words'" : 'docs/search.md lists the fields.';
    throw tokens.error(found.problem, { at: start, advice: found.advice ?? advice });
  }
  mentioned.add(found.name);
  return found;
}

function readName(tokens: TokenReader): string {
  const { next } = tokens;
  if (next.kind === 'quoted' && next.quote !== "'" && next.value !== '') {
    tokens.take();
    return next.value;
  }
  if (next.kind === 'word' || next.kind === 'number') {
    tokens.take();
    return next.source;
  }
  throw tokens.expected('the name of a field');
}

function readSpan({ tokens, now }: Place, field: Field): Span {
  const start = tokens.next;
  const literal = readLiteral(tokens);
  const span = literal && spanOf(field, literal, now);
  if (span === undefined)
    throw tokens.error('this is no value of the field', { at: start, advice: expectedFor(field) });
  return span;
}

/** `-30d` is a number with a word right behind it; `true` is the text of a parameter. */
function readLiteral(tokens: TokenReader): (Token & { kind: 'number' | 'quoted' }) | undefined {
  const first = tokens.next;
  if (first.kind === 'end' || first.kind === 'symbol') throw tokens.expected('a value');
  tokens.take();
  if (first.kind === 'word') {
    if (!/^(?:true|false)$/i.test(first.source)) return undefined;
    return { ...first, kind: 'quoted', quote: "'", value: first.source.toLowerCase() };
  }
  if (first.kind === 'quoted') return first.quote === '`' ? undefined : first;
  const unit = tokens.next;
  if (unit.kind !== 'word' || unit.offset !== first.offset + first.source.length) return first;
  tokens.take();
  return { ...first, source: `${first.source}${unit.source}`, value: Number.NaN };
}

function betweenPredicate(place: Place, field: Field): Condition {
  const { low } = readSpan(place, field);
  place.tokens.expectWord('AND');
  const at = place.tokens.next;
  const { high } = readSpan(place, field);
  if (typeof low !== typeof high) throw place.tokens.error('a number and a text have nothing between them', { at });
  return { kind: 'between', field: field.name, low, high };
}

function inPredicate(place: Place, field: Field, negated: boolean): Condition {
  const { tokens } = place;
  tokens.expectSymbol('(');
  const spans: Span[] = [];
  do spans.push(readSpan(place, field));
  while (tokens.takeSymbol(','));
  tokens.expectSymbol(')');
  const points = spans
    .filter(({ low, high }) => low === high)
    .flatMap(({ low, respelt }) => (respelt === undefined ? [low] : [low, respelt]));
  const days = spans.filter(({ low, high }) => low !== high);
  const anyOf: Condition = {
    kind: 'or',
    operands: [{ kind: 'in', field: field.name, values: points }, ...days.map((day) => compareField(field, '=', day))],
  };
  const isNumeric = spans.every(({ low }) => typeof low === 'number');
  return negated ? noneIs(field, isNumeric ? 0 : '', anyOf) : anyOf;
}

function likePredicate(
  { tokens }: Place,
  field: Field,
  { negated, ignoreCase }: { readonly negated: boolean; readonly ignoreCase: boolean },
): Condition {
  if (field.type === 'number' || field.type === 'time')
    throw tokens.error(`${field.name} is no text, so LIKE says nothing of it`, { advice: expectedFor(field) });
  const pattern = readText(tokens, "a pattern in quotes, such as 'fraud%'");
  const name = field.type === 'version' ? 'version_text' : field.name;
  const like: Condition = { kind: 'like', field: name, pattern, ignoreCase };
  return negated ? noneIs({ ...field, name }, pattern, like) : like;
}

function wordsPredicate(tokens: TokenReader): Condition {
  tokens.expectSymbol('~');
  const at = tokens.next;
  const words = soughtWords(readText(tokens, "words in quotes, such as 'card fraud'"));
  if (words.length === 0) throw tokens.error('there is no word in it', { at });
  return { kind: 'words', words };
}

function readText(tokens: TokenReader, what: string): string {
  const { next } = tokens;
  if (next.kind !== 'quoted' || next.quote === '`') throw tokens.expected(what);
  tokens.take();
  return next.value;
}

function present({ name }: Field): Condition {
  return { kind: 'present', field: name, as: 'anything' };
}

function neverTrue({ name }: Field): Condition {
  return { kind: 'in', field: name, values: [] };
}
