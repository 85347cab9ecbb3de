import { blocks, nextCommands, type Page } from '../page.ts';

/** A schema is JSON for people too. */
export function presentSchema(schema: object): string {
  return JSON.stringify(schema, undefined, 2);
}

export function presentSchemas({ kinds }: { readonly kinds: readonly string[] }, page: Page): string {
  return blocks(kinds.join('\n'), nextCommands(page, [['schema registry', 'what registry.yaml may hold']]));
}
