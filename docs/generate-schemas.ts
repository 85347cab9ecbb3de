/** Writes what is made from the documents of `registry-schema`: the published schemas, and the validators that ajv compiles from them. */
import { writeFileSync } from 'node:fs';
import { validatorFiles } from '../build/validator-files.ts';
import { schemaFiles } from '../registry-schema/schema-files.ts';

for (const [folder, files] of Object.entries({ schemas: schemaFiles(), generated: validatorFiles() })) {
  for (const [name, text] of files) {
    writeFileSync(new URL(`../registry-schema/${folder}/${name}`, import.meta.url), text);
  }
}
