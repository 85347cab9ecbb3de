import type { ErrorObject } from 'ajv';
import { closestName } from '../core/domain/closest-name.ts';
import { type Finding, type Path, show } from './finding.ts';
import { ruleOfPattern } from './patterns.ts';
import type { Schema, TypeName } from './schema.ts';
import { unreadable } from './unreadable.ts';

/**
 * What an error of ajv says, in words for people.
 * @param error with `data` and `parentSchema`, as `verbose` gives them.
 */
export function findingsOf(error: ErrorObject, path: Path): readonly Finding[] {
  const { keyword, params, data, propertyName } = error;
  if (keyword === 'additionalProperties') return [unknownName(error, path)];
  if (keyword === 'uniqueItems') return repetitions(data as readonly unknown[], path);
  if (propertyName !== undefined) {
    return [
      { path: [...path, propertyName], message: `must be ${demandOf(params['pattern'], propertyName)}`, on: 'name' },
    ];
  }
  const message = messageOf(error);
  return [keyword === 'type' && wantsText(error) ? { path, message, wantsText: true } : { path, message }];
}

function messageOf({ keyword, params, data, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `is ${wordsOfValue(data)}, but must be ${typesOf(params['type'])
        .map((type) => wordsOfType[type])
        .join(' or ')}`;
    case 'const':
      return `is ${show(data)}, but must be ${show(params['allowedValue'])}`;
    case 'enum':
      return unknownChoice(data, params['allowedValues'].map(String));
    case 'maxLength':
      return `is longer than ${params['limit'].toLocaleString('en')} characters`;
    case 'pattern':
      return brokenPattern(params['pattern'], String(data));
    case 'minimum':
      return `is ${data}, but must be at least ${params['limit']}`;
    case 'maximum':
      return `is ${data}, but must be at most ${params['limit']}`;
    case 'minItems':
      return params['limit'] === 1 ? 'must not be empty' : `must have at least ${params['limit']} items`;
    case 'required':
      return `lacks the field ${params['missingProperty']}`;
    case 'anyOf':
      return `must have ${(parentSchema as Schema).anyOf?.flatMap((it) => it.required ?? []).join(' or ')}`;
    default:
      throw new Error(`Nobody said in words what it means that ${keyword} fails.`);
  }
}

function unknownName({ params, data, parentSchema }: ErrorObject, path: Path): Finding {
  const name: string = params['additionalProperty'];
  const free = Object.keys((parentSchema as Schema).properties ?? {}).filter(
    (it) => !Object.hasOwn(data as object, it),
  );
  const near = closestName(name, free);
  const known = free.length > 0 ? `; it may have ${free.join(', ')}` : '';
  const hint = near === undefined ? known : `; did you mean ${near}?`;
  return { path: [...path, name], message: `is no field here${hint}`, on: 'name' };
}

/** ajv names one pair that is alike; people want every item that is too many. */
function repetitions(items: readonly unknown[], path: Path): readonly Finding[] {
  const seen = new Set<unknown>([unreadable]);
  return items.flatMap((item, index) => {
    const repeats = item !== unreadable && seen.has(item);
    seen.add(item);
    return repeats ? [{ path: [...path, index], message: `repeats ${show(item)}` }] : [];
  });
}

function brokenPattern(pattern: string, text: string): string {
  const said = ruleOfPattern(pattern)?.confidential ? '' : `is ${show(text)}, but `;
  return `${said}must be ${demandOf(pattern, text)}`;
}

/** What a pattern asks for, and why this text is refused where that can be told. */
function demandOf(pattern: string, text: string): string {
  const rule = ruleOfPattern(pattern);
  const why = rule?.explain?.(text);
  return `${rule?.words ?? pattern}${why === undefined ? '' : ` (${why})`}`;
}

function unknownChoice(value: unknown, choices: readonly string[]): string {
  const near = typeof value === 'string' ? nearestChoice(value, choices) : undefined;
  const hint = near === undefined ? `; it must be ${choices.join(', ')}` : `; did you mean ${near}?`;
  return `is ${show(value)}, which is not known here${hint}`;
}

/** What people call a thing elsewhere, and its name here. */
const otherNames: Readonly<Record<string, string>> = { cel: 'expression', review: 'approvals' };

function nearestChoice(value: string, choices: readonly string[]): string | undefined {
  const other = Object.hasOwn(otherNames, value) ? otherNames[value] : undefined;
  return other !== undefined && choices.includes(other) ? other : closestName(value, choices);
}

function typesOf(types: TypeName | readonly TypeName[]): readonly TypeName[] {
  return typeof types === 'string' ? [types] : types;
}

function wantsText({ params, data }: ErrorObject): boolean {
  return typesOf(params['type']).includes('string') && (typeof data !== 'object' || data === null);
}

const wordsOfType: Readonly<Record<TypeName, string>> = {
  object: 'a mapping of fields',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function wordsOfValue(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping of fields';
  return typeof value === 'string'
    ? `the text ${show(value)}`
    : `${typeof value === 'number' ? 'the number ' : ''}${value}`;
}
