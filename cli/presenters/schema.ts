import { blocks, nextCommands, type Page, paint, table } from '../page.ts';

/** The JSON of `schema` without a kind. */
export interface SchemasAnswer {
  readonly kinds: readonly string[];
  readonly files: readonly {
    readonly kind: string;
    readonly path: string;
    readonly branch: 'registry' | 'records';
  }[];
}

/** A schema is JSON for people too. */
export function presentSchema(schema: object): string {
  return JSON.stringify(schema, undefined, 2);
}

export function presentSchemas({ files }: SchemasAnswer, page: Page): string {
  const rows = files.map(({ kind, path, branch }) => [paint(page, 'bold', kind), branch, path]);
  return blocks(
    table(page, ['KIND', 'BRANCH', 'FILE'], rows),
    nextCommands(page, [['schema registry', 'what registry.yaml may hold']]),
  );
}
