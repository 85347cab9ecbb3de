import { schemaFileName } from '../registry-schema/documents/document.ts';
import { documents } from '../registry-schema/documents.ts';
import type { Schema } from '../registry-schema/schema.ts';

/** A kind of file as `mergeline schema` names it. */
export interface SchemaKind {
  /** `model-version`; its files say `kind: ModelVersion`. */
  readonly name: string;
  /** Where such files lie, with `<model>` and the like for what varies. */
  readonly path: string;
  readonly branch: 'registry' | 'records';
  readonly schema: Schema;
}

/** Those that people meet first: the files of the registry, then its records. */
export const schemaKinds: readonly SchemaKind[] = Object.values(documents)
  .map(({ kind, path, branch, schema }) => ({ name: nameOf(kind), path, branch, schema }))
  .sort((a, b) => (a.branch === b.branch ? 0 : a.branch === 'registry' ? -1 : 1));

/** By either of its names: that of its schema's file, or that which its files say. */
export function findSchemaKind(text: string): SchemaKind | undefined {
  return schemaKinds.find(({ name }) => name === nameOf(text));
}

function nameOf(kind: string): string {
  return schemaFileName(kind).replace(/\.schema\.json$/, '');
}
