import { createRequire } from 'node:module';

// What only faults and edits need. It is loaded without a promise, so that reading a file stays one plain call.
const require = createRequire(import.meta.url);
let loadedYaml: typeof import('yaml') | undefined;
let loadedAjv: typeof import('ajv/dist/2020.js') | undefined;

export function yaml(): typeof import('yaml') {
  loadedYaml ??= require('yaml') as typeof import('yaml');
  return loadedYaml;
}

export function ajv(): typeof import('ajv/dist/2020.js') {
  loadedAjv ??= require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  return loadedAjv;
}
