import { schemaFileName } from './documents/document.ts';
import { documents } from './documents.ts';

/** The published JSON Schemas by file name: what the documents say, for editors and other programs. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.values(documents).map(({ kind, schema }) => [schemaFileName(kind), `${JSON.stringify(schema, null, 2)}\n`]),
  );
}
