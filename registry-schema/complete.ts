import { resolveSchema } from './resolve-schema.ts';
import type { Schema } from './schema.ts';

/** What a file says beside its header, with every field that was left out and has a default. */
export function fieldsOf(schema: Schema, file: unknown): Readonly<Record<string, unknown>> {
  const { apiVersion: _, kind: __, ...fields } = withDefaults(schema, file) as Record<string, unknown>;
  return fields;
}

/** The value with every field that was left out and has a default. It must hold for the schema; it is not changed. */
function withDefaults(schema: Schema, value: unknown, root: Schema = schema): unknown {
  if (!hasDefaults(schema)) return value;
  const { properties, items } = resolveSchema(schema, value, root);
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => withDefaults(items, item, root));
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  const complete = { ...value } as Record<string, unknown>;
  for (const [name, property] of Object.entries(properties)) {
    if (Object.hasOwn(complete, name)) complete[name] = withDefaults(property, complete[name], root);
    else if (property.default !== undefined) complete[name] = structuredClone(property.default);
  }
  return complete;
}

/** Most of a manifest has none, so it is not walked for them. */
const known = new WeakMap<Schema, boolean>();

function hasDefaults(schema: Schema): boolean {
  let answer = known.get(schema);
  if (answer === undefined) {
    const { $ref, properties = {}, items, allOf = [], else: otherwise } = schema;
    const inner = [...Object.values(properties), ...allOf.map(({ then }) => then), items, otherwise];
    answer =
      $ref !== undefined || inner.some((it) => it !== undefined && (it.default !== undefined || hasDefaults(it)));
    known.set(schema, answer);
  }
  return answer;
}

/** The value as it is written: fields in the order of the schema, names that people chose in byte order, defaults left out. */
export function inWritingOrder(schema: Schema, value: unknown, root: Schema = schema): unknown {
  const { properties, items, additionalProperties } = resolveSchema(schema, value, root);
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => inWritingOrder(items, item, root));
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  if (properties === undefined) {
    const names = Object.keys(given).sort();
    return Object.fromEntries(
      names.map((name) => [name, inWritingOrder(additionalProperties || {}, given[name], root)]),
    );
  }
  const written = Object.entries(properties).flatMap(([name, property]) => {
    const inner = Object.hasOwn(given, name) ? given[name] : undefined;
    if (inner === undefined || isSame(inner, property.default)) return [];
    return [[name, inWritingOrder(property, inner, root)]];
  });
  return Object.fromEntries(written);
}

function isSame(value: unknown, standard: unknown): boolean {
  return standard !== undefined && JSON.stringify(value) === JSON.stringify(standard);
}
