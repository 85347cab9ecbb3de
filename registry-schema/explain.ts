import type { ErrorObject } from 'ajv';
import { documents, type Kind } from './documents.ts';
import { errorsIn } from './errors-in.ts';
import type { Finding, Path } from './finding.ts';
import { findingsOf } from './findings-of-error.ts';
import { unreadable } from './unreadable.ts';

/** Everything in which data breaks the schema of its kind, as ajv finds it, in words for people. Nothing when it holds. */
export function explain(kind: Kind, data: unknown): readonly Finding[] {
  const errors = errorsIn(documents[kind].schema, data).filter((error) => error.data !== unreadable && !isEcho(error));
  const places = Map.groupBy(errors, ({ instancePath, propertyName }) => `${instancePath}\n${propertyName ?? ''}`);
  return [...places.values()].flatMap(withoutConsequences).flatMap((error) => findingsOf(error, pathOf(error, data)));
}

/** What ajv says beside an error that tells the same in a better place. */
function isEcho({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword === 'if' || keyword === 'propertyNames' || /\/anyOf\/[0-9]+\//.test(schemaPath);
}

/** Where one of these fails, the later ones, and what else is asked of the same value, fail for that reason. */
const decisive = ['type', 'const', 'enum', 'maxLength', 'pattern'];

function withoutConsequences(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const first = decisive.flatMap((keyword) => errors.find((error) => error.keyword === keyword) ?? [])[0];
  return first === undefined ? errors : [first];
}

/** Turns the JSON pointer of an error into a path, in which places in lists are numbers. */
function pathOf({ instancePath }: ErrorObject, data: unknown): Path {
  let value = data as Readonly<Record<string, unknown>>;
  return instancePath
    .split('/')
    .slice(1)
    .map((escaped) => {
      const step = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const isPlace = Array.isArray(value);
      value = value[step] as typeof value;
      return isPlace ? Number(step) : step;
    });
}
