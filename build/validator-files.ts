import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { schemaFileName } from '../registry-schema/documents/document.ts';
import { documents } from '../registry-schema/documents.ts';
import { ajvOptions } from '../registry-schema/errors-in.ts';
import type { Schema } from '../registry-schema/schema.ts';

/**
 * One module per kind of file, by file name: what ajv makes of its schema. It only answers whether a value holds, so that it
 * is small and stops at the first fault; `registry-schema/explain.ts` tells people all of them.
 */
export function validatorFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.values(documents).map(({ kind, schema }) => {
      const ajv = new Ajv2020({ ...ajvOptions, code: { source: true } });
      const text = standalone.default(ajv, ajv.compile(withoutNotes(schema)));
      return [schemaFileName(kind).replace('.schema.json', '.cjs'), `${text}\n`];
    }),
  );
}

/** What only people and editors read. */
const notes = new Set(['title', 'description', 'examples', 'default']);

function withoutNotes(schema: Schema): Schema {
  const kept = Object.entries(schema).filter(([keyword]) => !notes.has(keyword));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, withoutNotesBelow(keyword, value)]));
}

function withoutNotesBelow(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === '$defs') {
    const named = Object.entries(value as Readonly<Record<string, Schema>>);
    return Object.fromEntries(named.map(([name, schema]) => [name, withoutNotes(schema)]));
  }
  if (Array.isArray(value)) return value.map((item) => withoutNotesBelow('', item));
  return typeof value === 'object' && value !== null ? withoutNotes(value as Schema) : value;
}
