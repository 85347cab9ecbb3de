import { existsSync } from 'node:fs';

/** A file that the package carries, by its path in the checkout; this code runs there as source and from dist/. */
export function packageFile(path: string): URL {
  const beside = new URL(`../${path}`, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../../${path}`, import.meta.url);
}
