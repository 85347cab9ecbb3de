import type { FoundVersion } from '../core/domain/found-version.ts';
import { keyedNames } from '../core/search/keyed-names.ts';
import { fieldNames } from '../core/search/searchable-fields.ts';
import type { Candidate } from './candidate.ts';

/** Behind these one of the field's values stands. */
const operatorPattern = /([\w.-]+)\s*(?:=|!=|<>|\bin\s*\((?:[^)]*,)?)\s*$/i;
/** Behind these a number, a time or a pattern stands, which only whoever types knows. */
const otherOperatorPattern = /(?:[<>~]=?|\b(?:i?like|between))\s*$/i;
const plainName = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/**
 * What may stand in the place of a query's last word: names of fields, and behind `=`, `!=` and `IN (` what versions have in the field.
 * @param before the words of the query that the shell has parted from the current one.
 * @param current as typed, also with a quote that is not closed.
 */
export function queryCandidates(
  before: readonly string[],
  current: string,
  versions: readonly FoundVersion[],
): readonly Candidate[] {
  const token = /[\p{L}\p{N}_.-]*$/u.exec(current)?.[0] ?? '';
  const kept = current.slice(0, current.length - token.length);
  const quote = kept.endsWith("'") ? "'" : '';
  const query = [...before, quote === '' ? kept : kept.slice(0, -1)].join(' ').replace(/^["']/, '');
  const field = operatorPattern.exec(query)?.[1];
  if (field === undefined && otherOperatorPattern.test(query)) return [];
  if (field === undefined) return namesIn(versions).map((name) => ({ value: `${kept}${name}` }));
  const start = quote === '' ? kept : kept.slice(0, -1);
  return valuesOf(field.toLowerCase(), versions).map((value) => ({ value: `${start}'${value}'` }));
}

function namesIn(versions: readonly FoundVersion[]): readonly string[] {
  return [...fieldNames, ...keyedNames(versions)].filter((name) => plainName.test(name));
}

/** Texts without a quote or a space in them, which a shell would part. */
function valuesOf(field: string, versions: readonly FoundVersion[]): readonly string[] {
  const values = versions.flatMap((version) => textsIn(version, field) ?? []);
  return [...new Set(values)].filter((value) => !/['"\s]/.test(value)).sort();
}

function textsIn(version: FoundVersion, field: string): readonly string[] | undefined {
  const [family = '', ...rest] = field.split('.');
  const key = rest.join('.');
  switch (family) {
    case 'tags':
      return present(version.tags[key]);
    case 'params':
      return present(version.parameters[key]?.toString());
    case 'stage':
      return version.stages;
    case 'owner':
      return version.owners;
    case 'dataset':
      return version.datasets;
    case 'created_by':
      return [version.createdBy];
    case 'framework_version':
      return present(version.frameworkVersion);
    case 'model':
    case 'version':
    case 'status':
    case 'framework':
    case 'task':
    case 'licence':
      return present(version[family]);
    default:
      return undefined;
  }
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
