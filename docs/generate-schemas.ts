import { writeFileSync } from 'node:fs';
import { schemaFiles } from '../registry-schema/schema-files.ts';

for (const [name, text] of schemaFiles()) {
  writeFileSync(new URL(`../registry-schema/schemas/${name}`, import.meta.url), text);
}
