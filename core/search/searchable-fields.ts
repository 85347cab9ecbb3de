import { closestName } from '../domain/closest-name.ts';
import type { Field, FieldType } from './field.ts';
import { mlflowNames, traceField } from './mlflow-names.ts';

const attributes: Readonly<Record<string, FieldType>> = {
  model: 'text',
  namespace: 'text',
  version: 'version',
  version_number: 'number',
  stage: 'text',
  status: 'text',
  owner: 'text',
  risk_tier: 'text',
  next_review: 'time',
  framework: 'text',
  framework_version: 'text',
  format: 'text',
  task: 'text',
  dataset: 'text',
  dataset_digest: 'text',
  evaluated_on: 'text',
  evaluated_on_digest: 'text',
  created: 'time',
  created_by: 'text',
  licence: 'text',
  description: 'text',
  run_id: 'text',
};

const lineage: readonly string[] = ['source_repository', 'source_commit', 'run_url', 'parent', 'base_model'];

const families: Readonly<Record<string, FieldType>> = {
  metrics: 'number',
  verified: 'number',
  reported: 'number',
  params: 'either',
  tags: 'text',
};

/** Those that every registry has, as they are written. */
export const fieldNames: readonly string[] = [...Object.keys(attributes), ...lineage.map((name) => `lineage.${name}`)];

const prefixes: Readonly<Record<string, string>> = {
  metric: 'metrics',
  param: 'params',
  parameter: 'params',
  parameters: 'params',
  tag: 'tags',
  label: 'tags',
  labels: 'tags',
};

const attributePrefixes: readonly string[] = ['attribute', 'attributes', 'attr', 'run'];

/** A field by the words between its dots, or what is wrong with the name. */
export function fieldNamed(words: readonly string[]): Field | { readonly problem: string; readonly advice?: string } {
  const [first = '', ...rest] = words;
  const key = rest.join('.');
  const prefix = first.toLowerCase();
  if (rest.length === 0) return attributeNamed(first);
  if (attributePrefixes.includes(prefix)) return attributeNamed(key);
  const family = lookUp(prefixes, prefix) ?? prefix;
  const type = lookUp(families, family);
  if (type !== undefined) return { name: `${family}.${key}`, type };
  if (family === 'lineage') return lineageNamed(key);
  const other = lookUp(mlflowNames, `${prefix}.${key.toLowerCase()}`) ?? traceField(prefix, key);
  return other ?? unknown(first, [...Object.keys(families), 'lineage']);
}

function attributeNamed(name: string): ReturnType<typeof fieldNamed> {
  const known = name.toLowerCase();
  const type = lookUp(attributes, known);
  if (type !== undefined) return { name: known, type };
  const other = lookUp(mlflowNames, known);
  if (other !== undefined) return other;
  const family = lookUp(families, lookUp(prefixes, known) ?? known);
  if (family !== undefined) return { problem: `${known} needs the name of one, such as ${known}.x` };
  return unknown(name, [...Object.keys(attributes), 'text', ...Object.keys(mlflowNames)]);
}

function lineageNamed(key: string): ReturnType<typeof fieldNamed> {
  const known = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return lineage.includes(known)
    ? { name: `lineage.${known}`, type: 'text' }
    : unknown(
        `lineage.${key}`,
        lineage.map((name) => `lineage.${name}`),
      );
}

function unknown(name: string, among: readonly string[]): { readonly problem: string; readonly advice?: string } {
  const near = closestName(name, among);
  return { problem: `there is no field ${name}`, ...(near !== undefined && { advice: `Did you mean ${near}?` }) };
}

/** Names come from whoever asks: `constructor` is none of ours. */
function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
