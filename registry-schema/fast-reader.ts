import { JSON_SCHEMA, load } from 'js-yaml';
import { isPlainYaml } from './plain-yaml.ts';

/**
 * The data of a YAML text in which nothing can be misread.
 * @returns undefined for a text that is to be read with more care: it is empty, or holds a fault, or YAML that is seldom needed.
 */
export function readFast(text: string): unknown {
  if (!isPlainYaml(text)) return undefined;
  try {
    return load(text, { schema: JSON_SCHEMA }) ?? undefined;
  } catch {
    // The careful reader says what is wrong, and where.
    return undefined;
  }
}
