export type TypeName = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** The part of JSON Schema 2020-12 that our files need. The order of `properties` is the order that the writer keeps. */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly allOf?: readonly Branch[];
  readonly anyOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What holds when a tag has one value: `gate: metric` brings the fields of a metric gate. */
export interface Branch {
  readonly if: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, { readonly const: string }>>;
    readonly required: readonly string[];
  };
  readonly then: Schema;
}

/** Editors show these when a person points at the field, so no field may lack them. */
export interface Property extends Schema {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly unknown[];
}

/** @param about.title short, without a full stop. @param about.description whole sentences. */
export function property(
  schema: Schema,
  about: {
    readonly title: string;
    readonly description: string;
    readonly examples: readonly unknown[];
    readonly default?: unknown;
  },
): Property {
  const { title, description, examples, ...rest } = about;
  return { title, description, ...schema, ...rest, examples };
}

/** An object with these fields and no others. Fields are required unless `optional` names them. */
export function object(properties: Readonly<Record<string, Property>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
}

export function list(
  items: Schema,
  limits: { readonly minItems?: number; readonly uniqueItems?: boolean } = {},
): Schema {
  return { type: 'array', items, ...limits };
}

/** Names that people choose, each with a value of one kind. */
export function map(names: Schema, values: Schema): Schema {
  return { type: 'object', propertyNames: names, additionalProperties: values };
}

/** `schema`, or `null`. */
export function nullable(schema: Schema): Schema {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const { enum: values, ...rest } = schema;
  return { ...rest, type: [...types, 'null'], ...(values && { enum: [...values, null] }) };
}

/**
 * An object whose other fields depend on the value of one: editors and our own messages then speak of the variant that
 * was meant, not of all of them.
 */
export function variants(tag: Property, name: string, schemas: Readonly<Record<string, Schema>>): Schema {
  return {
    type: 'object',
    properties: { [name]: { ...tag, enum: Object.keys(schemas) } },
    required: [name],
    allOf: Object.entries(schemas).map(([value, then]) => ({
      if: { type: 'object', properties: { [name]: { const: value } }, required: [name] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: then.properties
        ? { ...then, properties: { ...then.properties, [name]: { ...tag, const: value, examples: [value] } } }
        : then,
    })),
  };
}
