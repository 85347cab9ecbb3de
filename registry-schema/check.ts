import { closestName } from '../core/domain/closest-name.ts';
import { type Finding, type Path, show } from './finding.ts';
import { ruleOfPattern } from './patterns.ts';
import { resolveSchema } from './resolve-schema.ts';
import type { Schema, TypeName } from './schema.ts';

/** Stands for a value that could not be read and was reported already. */
export const unreadable = Symbol('unreadable');

/** Everything in which the value breaks the schema, in the order of the document. Nothing when it holds. */
export function check(schema: Schema, value: unknown): readonly Finding[] {
  const checker = new Checker(schema);
  checker.value(schema, value);
  return checker.findings;
}

const compiled = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern, 'u');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

class Checker {
  readonly findings: Finding[] = [];
  readonly #root: Schema;
  readonly #path: (string | number)[] = [];

  constructor(root: Schema) {
    this.#root = root;
  }

  value(unresolved: Schema, value: unknown): void {
    if (value === unreadable) return;
    const schema = resolveSchema(unresolved, value, this.#root);
    if (schema.type !== undefined && !isOfType(value, schema.type)) this.#wrongType(schema, value);
    else if (schema.const !== undefined && value !== schema.const) this.#wrongConstant(schema, value);
    else if (schema.enum !== undefined && !schema.enum.includes(value)) this.#wrongChoice(schema, value);
    else if (typeof value === 'string') this.#text(schema, value);
    else if (typeof value === 'number') this.#number(schema, value);
    else if (Array.isArray(value)) this.#list(schema, value);
    else if (typeof value === 'object' && value !== null) this.#object(schema, value as Record<string, unknown>);
  }

  #text({ pattern, maxLength }: Schema, text: string): void {
    if (!text.isWellFormed()) {
      this.#report('holds half of a character (a lone surrogate)');
      return;
    }
    if (maxLength !== undefined && text.length > maxLength && [...text].length > maxLength) {
      this.#report(`is longer than ${maxLength.toLocaleString('en')} characters`);
      return;
    }
    if (pattern === undefined || matches(pattern, text)) return;
    const said = ruleOfPattern(pattern)?.confidential ? '' : `is ${show(text)}, but `;
    this.#report(`${said}must be ${demandOf(pattern, text)}`);
  }

  #number({ minimum, maximum }: Schema, value: number): void {
    if (minimum !== undefined && value < minimum) this.#report(`is ${value}, but must be at least ${minimum}`);
    if (maximum !== undefined && value > maximum) this.#report(`is ${value}, but must be at most ${maximum}`);
  }

  #list({ items, minItems, uniqueItems }: Schema, values: readonly unknown[]): void {
    if (minItems !== undefined && values.length < minItems) {
      this.#report(minItems === 1 ? 'must not be empty' : `must have at least ${minItems} items`);
    }
    if (items === undefined) return;
    const seen = new Set<unknown>();
    for (const [index, item] of values.entries()) {
      this.#inside(index, () => {
        this.value(items, item);
        if (uniqueItems && item !== unreadable && seen.has(item)) this.#report(`repeats ${show(item)}`);
      });
      seen.add(item);
    }
  }

  #object(schema: Schema, object: Record<string, unknown>): void {
    const { properties = {}, required = [], additionalProperties, propertyNames, anyOf } = schema;
    for (const [name, value] of Object.entries(object)) {
      this.#path.push(name);
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property !== undefined) this.value(property, value);
      else if (additionalProperties === false) this.#unknownName(name, object, properties);
      else if (additionalProperties !== undefined) this.#chosenName(name, propertyNames, additionalProperties, value);
      this.#path.pop();
    }
    for (const name of required) {
      if (!Object.hasOwn(object, name)) this.#report(`lacks the field ${name}`);
    }
    if (anyOf !== undefined && !anyOf.some((it) => it.required?.every((name) => Object.hasOwn(object, name)))) {
      this.#report(`must have ${anyOf.flatMap((it) => it.required ?? []).join(' or ')}`);
    }
  }

  #unknownName(name: string, object: object, properties: NonNullable<Schema['properties']>): void {
    const free = Object.keys(properties).filter((it) => !Object.hasOwn(object, it));
    const near = closestName(name, free);
    const known = free.length > 0 ? `; it may have ${free.join(', ')}` : '';
    this.#report(`is no field here${near === undefined ? known : `; did you mean ${near}?`}`, 'name');
  }

  #chosenName(name: string, names: Schema | undefined, values: Schema, value: unknown): void {
    if (names?.pattern !== undefined && !matches(names.pattern, name)) {
      this.#report(`must be ${demandOf(names.pattern, name)}`, 'name');
    }
    this.value(values, value);
  }

  #wrongType(schema: Schema, value: unknown): void {
    const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
    const wanted = types.map((type) => wordsOfType[type]).join(' or ');
    const finding = { path: [...this.#path], message: `is ${wordsOfValue(value)}, but must be ${wanted}` };
    const quotable = types.includes('string') && (typeof value !== 'object' || value === null);
    this.findings.push(quotable ? { ...finding, wantsText: true } : finding);
  }

  #wrongConstant(schema: Schema, value: unknown): void {
    this.#report(`is ${show(value)}, but must be ${show(schema.const)}`);
  }

  #wrongChoice(schema: Schema, value: unknown): void {
    const choices = (schema.enum ?? []).map(String);
    const near = typeof value === 'string' ? closestName(value, choices) : undefined;
    const hint = near === undefined ? `; it must be ${choices.join(', ')}` : `; did you mean ${near}?`;
    this.#report(`is ${show(value)}, which is not known here${hint}`);
  }

  #inside(step: string | number, visit: () => void): void {
    this.#path.push(step);
    visit();
    this.#path.pop();
  }

  #report(message: string, on?: 'name'): void {
    const path: Path = [...this.#path];
    this.findings.push(on === undefined ? { path, message } : { path, message, on });
  }
}

/** What a pattern asks for, and why this text is refused where that can be told. */
function demandOf(pattern: string, text: string): string {
  const rule = ruleOfPattern(pattern);
  const why = rule?.explain?.(text);
  return `${rule?.words ?? pattern}${why === undefined ? '' : ` (${why})`}`;
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

function isOfType(value: unknown, types: TypeName | readonly TypeName[]): boolean {
  return typeof types === 'string' ? isOf(value, types) : types.some((type) => isOf(value, type));
}

function isOf(value: unknown, type: TypeName): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}
