import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let loadedYaml: typeof import('yaml') | undefined;

/** Needed for faults and edits only. Loaded without a promise, so that reading a file stays one plain call. */
export function yaml(): typeof import('yaml') {
  loadedYaml ??= require('yaml') as typeof import('yaml');
  return loadedYaml;
}
