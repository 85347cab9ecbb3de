import type { FoundVersion } from '../domain/found-version.ts';
import type { Comparison, Condition, FactValue, OrderTerm, Predicate } from '../domain/query.ts';
import type { FoundPage, Position, SearchRequest } from '../domain/search-request.ts';
import type { SearchableModel, SearchableVersion } from '../domain/searchable.ts';
import { compareText, compareValues } from './compare-values.ts';
import { fieldsBeside } from './fields-beside.ts';
import { matchesPattern } from './matches-pattern.ts';

/** A version with the words of its model beside its own. */
interface Candidate {
  readonly version: SearchableVersion;
  readonly words: ReadonlySet<string>;
}

/** Answers a query by looking at every version: what an index must answer too, and what answers where there is none. */
export async function evaluateQuery(
  request: SearchRequest,
  models: AsyncIterable<SearchableModel>,
): Promise<FoundPage> {
  const [page = { versions: [], total: 0 }] = await evaluateQueries([request], models);
  return page;
}

/** Several queries by one look at every version: a page for each, in their order. */
export async function evaluateQueries(
  requests: readonly SearchRequest[],
  models: AsyncIterable<SearchableModel>,
): Promise<readonly FoundPage[]> {
  const sought = requests.map(({ where, order }) => ({
    holds: where === undefined ? () => true : conditionOf(where),
    order,
    found: [] as Placed[],
  }));
  for await (const { words, versions } of models) {
    for (const version of versions) {
      const candidate = { version, words: new Set([...words, ...version.words]) };
      for (const { holds, order, found } of sought)
        if (holds(candidate)) found.push({ version, position: positionOf(version, order) });
    }
  }
  return requests.map((request, index) => pageOf(sought[index]?.found ?? [], request));
}

interface Placed {
  readonly version: SearchableVersion;
  readonly position: Position;
}

function pageOf(found: Placed[], { order, limit, after, mentioned }: SearchRequest): FoundPage {
  found.sort((a, b) => comparePositions(a.position, b.position, order));
  const rest = after === undefined ? found : found.filter((it) => comparePositions(it.position, after, order) > 0);
  const page = rest.slice(0, limit);
  const beside = fieldsBeside(mentioned);
  return {
    versions: page.map(({ version }) => withFields(version, beside)),
    total: found.length,
    last: rest.length > limit ? page.at(-1)?.position : undefined,
  };
}

function withFields({ found, facts }: SearchableVersion, beside: readonly string[]): FoundVersion {
  if (beside.length === 0) return found;
  return { ...found, fields: Object.fromEntries(beside.map((field) => [field, facts.get(field) ?? []])) };
}

function conditionOf(condition: Condition): (candidate: Candidate) => boolean {
  switch (condition.kind) {
    case 'and': {
      const operands = condition.operands.map(conditionOf);
      return (candidate) => operands.every((holds) => holds(candidate));
    }
    case 'or': {
      const operands = condition.operands.map(conditionOf);
      return (candidate) => operands.some((holds) => holds(candidate));
    }
    case 'not': {
      const holds = conditionOf(condition.operand);
      return (candidate) => !holds(candidate);
    }
    case 'words':
      return ({ words }) =>
        condition.words.every(({ word, prefix }) =>
          prefix ? words.values().some((it) => it.startsWith(word)) : words.has(word),
        );
    default: {
      const fits = valueTest(condition);
      return ({ version }) => (version.facts.get(condition.field) ?? []).some(fits);
    }
  }
}

function valueTest(predicate: Exclude<Predicate, { kind: 'words' }>): (value: FactValue) => boolean {
  switch (predicate.kind) {
    case 'present':
      return (value) => predicate.as === 'anything' || typeof value === 'number';
    case 'compare':
      return (value) =>
        typeof value === typeof predicate.value && satisfies(predicate.operator, compareValues(value, predicate.value));
    case 'in':
      return (value) => predicate.values.includes(value);
    case 'between':
      return (value) =>
        typeof value === typeof predicate.low &&
        compareValues(value, predicate.low) >= 0 &&
        compareValues(value, predicate.high) <= 0;
    case 'like': {
      const fold = (text: string) => (predicate.ignoreCase ? text.toLowerCase() : text);
      const pattern = fold(predicate.pattern);
      return (value) => typeof value === 'string' && matchesPattern(pattern, fold(value));
    }
  }
}

function satisfies(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function positionOf({ found, key, facts }: SearchableVersion, order: readonly OrderTerm[]): Position {
  const values = order.map(({ field }) => facts.get(field)?.[0] ?? null);
  return { values, model: found.model, key };
}

function comparePositions(a: Position, b: Position, order: readonly OrderTerm[]): number {
  for (const [index, { descending }] of order.entries()) {
    const [left = null, right = null] = [a.values[index], b.values[index]];
    const direction = descending && left !== null && right !== null ? -1 : 1;
    const compared = compareMissing(left, right) * direction;
    if (compared !== 0) return compared;
  }
  return compareText(a.model, b.model) || compareText(b.key, a.key);
}

/** What is missing is last, in whatever direction. */
function compareMissing(left: FactValue | null, right: FactValue | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return compareValues(left, right);
}
