import { credentialInText } from '../core/domain/credential.ts';
import { formatPath, type Path } from './finding.ts';

/** What every message about a secret starts with. */
export const secretLead = 'looks like ';

/**
 * How a fault is told: where the value or its name looks like a secret, just that, because messages end up in logs.
 * @param document what the path leads through.
 */
export function tellFault(
  { path, message }: { readonly path: Path; readonly message: string },
  document: unknown,
): { readonly path: string | undefined; readonly message: string } {
  const name = path.at(-1);
  const inName = secretIn(name);
  const secret = inName ?? secretIn(valueAt(document, path)) ?? credentialInText(message);
  const place = formatPath(inName === undefined ? path : path.slice(0, -1));
  if (secret === undefined) return { path: place, message };
  return { path: place, message: `${secretLead}${secret}; leave it out, and replace the secret if it is real` };
}

function secretIn(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  return (
    credentialInText(text) ?? (/^https?:\/\/[^\s/?#]*@/.test(text) ? 'an address with user information' : undefined)
  );
}

function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
