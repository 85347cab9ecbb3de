import { documents, type Kind } from './documents.ts';
import { definitionOf } from './resolve-schema.ts';
import type { Property, Schema } from './schema.ts';

/** A step that leads nowhere, and the names that would. */
export interface MissingField {
  /** Counted from 0. */
  readonly step: number;
  readonly known: readonly string[];
}

/**
 * Why no file of this kind can ever have something at these steps. Undefined where one can: also below names that people
 * choose, such as tags and parameters.
 */
export function missingField(kind: Kind, steps: readonly string[]): MissingField | undefined {
  const root = documents[kind].schema;
  const { apiVersion: _, kind: __, ...fields } = root.properties ?? {};
  let schemas: readonly Schema[] = [{ properties: fields }];
  for (const [step, name] of steps.entries()) {
    if (schemas.some(({ additionalProperties }) => typeof additionalProperties === 'object')) return undefined;
    const known = schemas.flatMap((schema) => Object.keys(schema.properties ?? {}));
    const below = schemas.flatMap((schema) => schemasBelow(schema, name));
    if (below.length === 0) return { step, known: [...new Set(known)] };
    schemas = below.flatMap((schema) => alternatives(schema, root));
  }
  return undefined;
}

function schemasBelow({ properties, items }: Schema, name: string): readonly Schema[] {
  if (items !== undefined && /^[0-9]+$/.test(name)) return [items];
  const property: Property | undefined =
    properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return property === undefined ? [] : [property];
}

/** Every form that a value of the schema can take. */
function alternatives(schema: Schema, root: Schema): readonly Schema[] {
  if (schema.$ref !== undefined) return alternatives(definitionOf(schema.$ref, root), root);
  const others = [...(schema.allOf?.map(({ then }) => then) ?? []), schema.then, schema.else];
  return [schema, ...others.flatMap((other) => (other === undefined ? [] : alternatives(other, root)))];
}
