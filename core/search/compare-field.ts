import type { Instant } from '../domain/manifest.ts';
import type { Comparison, Condition, FactValue } from '../domain/query.ts';
import { normaliseVersion } from '../domain/version.ts';
import { findTimeSpan } from '../reading/parse-instant.ts';
import type { Field } from './field.ts';
import type { Token } from './read-tokens.ts';
import { versionKey } from './version-key.ts';

/** Where a value begins and ends: a day is as long as it is, everything else is one point. */
export interface Span {
  readonly low: FactValue;
  readonly high: FactValue;
  /** Of a text that is a number in other digits than ours: MLflow writes '1.0', which is kept as '1'. */
  readonly respelt?: string;
}

/** The value as the field keeps it; undefined where the field holds nothing of that kind. */
export function spanOf(
  { type }: Field,
  literal: Token & { kind: 'number' | 'quoted' },
  now: Instant,
): Span | undefined {
  switch (type) {
    case 'text':
      return literal.kind === 'quoted' ? point(literal.value) : undefined;
    case 'number':
      return literal.kind === 'number' ? point(literal.value) : undefined;
    case 'either':
      return { ...point(literal.value), ...(literal.kind === 'quoted' && respelling(literal.value)) };
    case 'version':
      return attempt(() => point(versionKey(normaliseVersion(textOf(literal)))));
    case 'time':
      return literal.kind === 'number' && literal.value >= 0 && !/[a-z]$/.test(literal.source)
        ? point(literal.value)
        : attempt(() => timeSpan(textOf(literal), now));
  }
}

/** What stands where a value of the field is expected. */
export function expectedFor({ name, type }: Field): string {
  switch (type) {
    case 'text':
      return `${name} holds text; write it in quotes, such as ${name} = 'x'`;
    case 'number':
      return `${name} holds numbers; write one without quotes, such as ${name} > 0.9`;
    case 'either':
      return `${name} holds a number or a text in quotes`;
    case 'version':
      return `${name} wants a version, such as ${name} >= '1.2.0'`;
    case 'time':
      return `${name} wants a time: '2026-03-31', '2026-03-31T12:00:00Z', or -30d for thirty days ago`;
  }
}

export function compareField(field: Field, operator: Comparison | '!=', span: Span): Condition {
  const { low, high, respelt } = span;
  const compare = (as: Comparison, value: FactValue): Condition => ({
    kind: 'compare',
    field: field.name,
    operator: as,
    value,
  });
  switch (operator) {
    case '=':
      if (respelt !== undefined) return { kind: 'in', field: field.name, values: [low, respelt] };
      return low === high ? compare('=', low) : { kind: 'between', field: field.name, low, high };
    case '!=':
      return noneIs(field, low, compareField(field, '=', span));
    case '<':
    case '>=':
      return compare(operator, low);
    case '>':
    case '<=':
      return compare(operator, high);
  }
}

/** There is a value of that kind, and none is as described: what is missing differs from nothing. */
export function noneIs(field: Field, value: FactValue, described: Condition): Condition {
  const as = typeof value === 'number' ? 'number' : 'anything';
  return {
    kind: 'and',
    operands: [
      { kind: 'present', field: field.name, as },
      { kind: 'not', operand: described },
    ],
  };
}

/** To the last millisecond of a day; undefined for what is no time. */
function timeSpan(text: string, now: Instant): Span | undefined {
  const span = findTimeSpan(text, { now, towards: 'past' });
  return span && (span.from === span.to ? point(span.to) : { low: span.from, high: span.to + 999 });
}

function respelling(text: string): { readonly respelt: string } | undefined {
  const respelt = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? String(Number(text)) : text;
  return respelt === text ? undefined : { respelt };
}

function point(value: FactValue): Span {
  return { low: value, high: value };
}

/** A number as it was written: the version 1.10 is not 1.1. */
function textOf(literal: Token & { kind: 'number' | 'quoted' }): string {
  return literal.kind === 'number' ? literal.source : literal.value;
}

function attempt(read: () => Span | undefined): Span | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
