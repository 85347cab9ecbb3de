import { readFileSync } from 'node:fs';
import { packageFile } from './package-file.ts';

/** `0.1.0`, as package.json says. */
export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  return version;
}
