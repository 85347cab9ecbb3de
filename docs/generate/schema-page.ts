import { stringify } from 'yaml';
import type { Document } from '../../registry-schema/documents/document.ts';
import { documents } from '../../registry-schema/documents.ts';
import type { Branch, Schema } from '../../registry-schema/schema.ts';
import { anchorOf, code, fenced, generatedMark, page, table } from './markdown.ts';

interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** docs/schemas.md: every kind of file with its fields and a whole example. */
export function schemaPage(): string {
  const all: readonly Document[] = Object.values(documents);
  return page(
    generatedMark,
    '# Files of a registry',
    'Every kind of file, field by field. `mergeline schema <kind>` prints the JSON Schema, which editors use to complete ' +
      'and to check. How the files belong together is in [registry-repository.md](registry-repository.md).',
    table(
      ['kind', 'where', 'branch', 'written by'],
      all.map(({ kind, path, branch, writtenBy }) => [
        `[${kind}](#${anchorOf(kind)})`,
        code(path),
        branch === 'records' ? code('mergeline-records') : 'the registry branch',
        writtenBy === 'people' ? 'people' : 'Mergeline',
      ]),
    ),
    ...all.map(documentSection),
  );
}

function documentSection({ kind, path, schema }: Document): string {
  const { apiVersion: _, kind: __, ...fields } = schema.properties ?? {};
  return page(
    `## ${kind}`,
    code(path),
    schema.description,
    fieldTable(fieldsOf({ ...schema, properties: fields }, '')),
    ...Object.entries(schema.$defs ?? {}).flatMap(([name, definition]) => definitionSection(kind, name, definition)),
    exampleOf(schema),
  ).trimEnd();
}

function definitionSection(kind: string, name: string, definition: Schema): readonly (string | undefined)[] {
  return [
    `### ${kind}: ${name}`,
    definition.description,
    fieldTable(fieldsOf(definition, '')),
    branchTable(kind, definition.allOf ?? []),
  ];
}

/** Where the other fields depend on one, a line for each of its values. */
function branchTable(kind: string, branches: readonly Branch[]): string | undefined {
  if (branches.length === 0) return undefined;
  return table(
    ['with', 'the other fields are those of'],
    branches.map(({ if: condition, then }) => [
      Object.entries(condition.properties)
        .map(([tag, value]) => code(`${tag}: ${value.const}`))
        .join(', '),
      `[${typeOf(then)}](#${anchorOf(`${kind}: ${typeOf(then)}`)})`,
    ]),
  );
}

/** The fields of a schema and of what lies in them, each with its path: `stages[].gates[]`. */
function fieldsOf(schema: Schema, prefix: string): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const required = schema.required?.includes(name) ?? false;
    return [{ path, schema: property, required }, ...fieldsInside(property, path)];
  });
}

function fieldsInside(schema: Schema, path: string): readonly Field[] {
  if (schema.items) return fieldsInside(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object')
    return fieldsInside(schema.additionalProperties, `${path}.<name>`);
  return fieldsOf(schema, path);
}

function fieldTable(fields: readonly Field[]): string | undefined {
  if (fields.length === 0) return undefined;
  return table(
    ['field', 'type', '', 'example'],
    fields.map(({ path, schema, required }) => [
      required ? `**${code(path)}**` : code(path),
      typeOf(schema),
      `${schema.description ?? ''}${defaultOf(schema)}`,
      schema.examples?.length ? code(flow(schema.examples[0])) : '',
    ]),
  );
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.slice('#/$defs/'.length);
  if (schema.const !== undefined) return code(flow(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(flow(value))).join(', ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map of ${typeOf(schema.additionalProperties)}`;
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  return [schema.type ?? 'anything'].flat().join(' or ');
}

function defaultOf({ default: value }: Schema): string {
  return value === undefined ? '' : ` Default: ${code(flow(value))}.`;
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function exampleOf({ examples = [] }: Schema): string | undefined {
  return examples.length === 0 ? undefined : fenced(stringify(examples[0], { lineWidth: 100 }), 'yaml');
}
