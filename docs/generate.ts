/** Writes the pages that are made from the code: `npm run docs`. A test fails when one of them is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPage } from './generate/command-page.ts';
import { errorPage } from './generate/error-page.ts';
import { schemaPage } from './generate/schema-page.ts';

/** The pages by their name below docs/. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['commands.md', await commandPage()],
    ['errors.md', errorPage()],
    ['schemas.md', schemaPage()],
  ]);
}

if (import.meta.main) {
  for (const [name, text] of await generatedPages()) writeFileSync(join(import.meta.dirname, name), text);
}
