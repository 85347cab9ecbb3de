import type { Instant } from '../domain/manifest.ts';
import type { Condition, OrderTerm, Query } from '../domain/query.ts';
import { MergelineError } from '../errors.ts';
import { parsePredicate, readField } from './parse-predicate.ts';
import { TokenReader } from './token-reader.ts';

const longestQuery = 4096;
const deepest = 16;
const mostPredicates = 64;
const mostTerms = 8;

export interface ParseOptions {
  /** What `-30d` counts from. */
  readonly now: Instant;
}

/** The state of one reading: the tokens, and what has been met so far. */
export interface Reading extends ParseOptions {
  readonly tokens: TokenReader;
  readonly mentioned: Set<string>;
  predicates: number;
}

/**
 * Reads a query: docs/search.md has the grammar. Every filter of MLflow is one.
 * @throws MergelineError `INPUT_INVALID` with the column, what was expected there, and what was probably meant.
 */
export function parseQuery(text: string, options: ParseOptions): Query {
  const reading = readingOf(text, options);
  const { tokens, mentioned } = reading;
  const isFiltered = tokens.next.kind !== 'end' && !isWord(reading, 'ORDER') && !isWord(reading, 'LIMIT');
  const where = isFiltered ? parseOr(reading, 0) : undefined;
  const order = tokens.takeWords('ORDER', 'BY') ? orderTerms(reading) : [];
  const limit = tokens.takeWords('LIMIT') ? readLimit(tokens) : undefined;
  if (tokens.next.kind !== 'end') throw tokens.expected(order.length > 0 ? 'LIMIT or the end' : 'AND, OR or the end');
  return { order, mentioned: [...mentioned], ...(where && { where }), ...(limit !== undefined && { limit }) };
}

/** What stands behind ORDER BY, alone: `metrics.auc DESC, created`. @throws MergelineError `INPUT_INVALID`. */
export function parseOrder(text: string, options: ParseOptions): Pick<Query, 'order' | 'mentioned'> {
  const reading = readingOf(text, options);
  const order = orderTerms(reading);
  if (reading.tokens.next.kind !== 'end') throw reading.tokens.expected('a comma or the end');
  return { order, mentioned: [...reading.mentioned] };
}

function readingOf(text: string, { now }: ParseOptions): Reading {
  if (Buffer.byteLength(text) > longestQuery) {
    throw new MergelineError('INPUT_INVALID', `The query has ${Buffer.byteLength(text)} bytes, more than 4 KB.`, {
      hint: 'Search in several steps.',
    });
  }
  return { now, tokens: new TokenReader(text), mentioned: new Set(), predicates: 0 };
}

function parseOr(reading: Reading, depth: number): Condition {
  const operands = [parseAnd(reading, depth)];
  while (reading.tokens.takeWords('OR')) operands.push(parseAnd(reading, depth));
  return joined('or', operands);
}

function parseAnd(reading: Reading, depth: number): Condition {
  const operands = [parseNot(reading, depth)];
  while (reading.tokens.takeWords('AND')) operands.push(parseNot(reading, depth));
  return joined('and', operands);
}

function parseNot(reading: Reading, depth: number): Condition {
  const { tokens } = reading;
  if (depth > deepest) throw tokens.error(`it is nested more than ${deepest} deep`);
  if (tokens.takeWords('NOT')) return { kind: 'not', operand: parseNot(reading, depth + 1) };
  if (tokens.takeSymbol('(')) {
    const inner = parseOr(reading, depth + 1);
    tokens.expectSymbol(')');
    return inner;
  }
  reading.predicates += 1;
  if (reading.predicates > mostPredicates) throw tokens.error(`it has more than ${mostPredicates} conditions`);
  return parsePredicate(reading);
}

function joined(kind: 'and' | 'or', operands: readonly Condition[]): Condition {
  const [first] = operands;
  return first !== undefined && operands.length === 1 ? first : { kind, operands };
}

function orderTerms(reading: Reading): readonly OrderTerm[] {
  const { tokens } = reading;
  const terms: OrderTerm[] = [];
  do {
    if (terms.length === mostTerms) throw tokens.error(`it is ordered by more than ${mostTerms} fields`);
    const { name } = readField(reading);
    const descending = tokens.takeWords('DESC');
    if (!descending) tokens.takeWords('ASC');
    terms.push({ field: name, descending });
  } while (tokens.takeSymbol(','));
  return terms;
}

function readLimit(tokens: TokenReader): number {
  const { next } = tokens;
  if (next.kind !== 'number' || !Number.isSafeInteger(next.value) || next.value < 1)
    throw tokens.expected('a whole number from 1');
  tokens.take();
  return next.value;
}

function isWord({ tokens }: Reading, word: string): boolean {
  return tokens.next.kind === 'word' && tokens.next.source.toUpperCase() === word;
}
