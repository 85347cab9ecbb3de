/** Writes the pages that are made from the code: `npm run docs`. CI fails when one of them is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPage } from './generate/command-page.ts';
import { errorPage } from './generate/error-page.ts';
import { schemaPage } from './generate/schema-page.ts';

const pages = { 'commands.md': await commandPage(), 'errors.md': errorPage(), 'schemas.md': schemaPage() };

for (const [name, text] of Object.entries(pages)) writeFileSync(join(import.meta.dirname, name), text);
