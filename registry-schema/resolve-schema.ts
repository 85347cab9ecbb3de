import type { Schema } from './schema.ts';

/**
 * The schema that speaks of this very value: references are followed, and where the fields depend on a tag, the branch of
 * the value's tag is taken. A value with an unknown tag stays with the schema that lists the tags.
 */
export function resolveSchema(schema: Schema, value: unknown, root: Schema): Schema {
  if (schema.$ref !== undefined) {
    return resolveSchema(definitionOf(schema.$ref, root), value, root);
  }
  if (schema.if !== undefined) {
    const branch = typeof value === schema.if.type ? schema.then : schema.else;
    return resolveSchema(branch ?? {}, value, root);
  }
  const branch = schema.allOf?.find(({ if: condition }) => holds(condition.properties, value));
  return branch === undefined ? schema : resolveSchema(branch.then, value, root);
}

/** What `#/$defs/gate` stands for. */
export function definitionOf(reference: string, root: Schema): Schema {
  const definition = root.$defs?.[reference.slice('#/$defs/'.length)];
  if (definition === undefined) throw new Error(`The schema has no ${reference}.`);
  return definition;
}

function holds(tags: Readonly<Record<string, { readonly const: string }>>, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(tags).every(
    ([name, tag]) => Object.hasOwn(value, name) && (value as Record<string, unknown>)[name] === tag.const,
  );
}
