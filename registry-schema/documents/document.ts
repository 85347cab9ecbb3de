import { object, type Property, property, type Schema } from '../schema.ts';

export const apiVersion = 'mergeline.dev/v1';

/** One kind of file: how it looks, and where it lies. */
export interface Document {
  readonly kind: string;
  /** Where such files lie, with `<model>` and the like for what varies. */
  readonly path: string;
  readonly branch: 'registry' | 'records';
  /** Whether people write it, or only Mergeline does. */
  readonly writtenBy: 'people' | 'mergeline';
  readonly schema: Schema;
}

export interface DocumentParts {
  readonly kind: string;
  readonly path: string;
  readonly branch?: 'records';
  readonly writtenBy?: 'people';
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly optional?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
  /** Whole files, without the header. */
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** The JSON Schema of one kind of file: the header that every file starts with, then the fields of the value. */
export function document(parts: DocumentParts): Document {
  const header = { apiVersion, kind: parts.kind };
  return {
    kind: parts.kind,
    path: parts.path,
    branch: parts.branch ?? 'registry',
    writtenBy: parts.writtenBy ?? 'mergeline',
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: schemaId(parts.kind),
      title: parts.title,
      description: parts.description,
      ...object({ ...headerProperties(parts.kind), ...parts.properties }, parts.optional),
      examples: parts.examples.map((example) => ({ ...header, ...example })),
      ...(parts.definitions && { $defs: parts.definitions }),
    },
  };
}

/** `ModelVersion` → `model-version.schema.json` */
export function schemaFileName(kind: string): string {
  return `${kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.schema.json`;
}

/** The address that editors and other programs fetch the schema from. */
function schemaId(kind: string): string {
  return `https://mergeline.dev/schemas/v1/${schemaFileName(kind)}`;
}

/** The comment by which editors find the schema of a file that people write. */
export function schemaLine(kind: string): string {
  return `# yaml-language-server: $schema=${schemaId(kind)}`;
}

function headerProperties(kind: string): Record<'apiVersion' | 'kind', Property> {
  return {
    apiVersion: property(
      { type: 'string', const: apiVersion },
      {
        title: 'Format',
        description: 'The version of the file format. Always the first line that is no comment.',
        examples: [apiVersion],
      },
    ),
    kind: property(
      { type: 'string', const: kind },
      {
        title: 'Kind of file',
        description: 'What the file describes, so that it can be told from the others.',
        examples: [kind],
      },
    ),
  };
}
