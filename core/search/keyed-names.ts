import type { FoundVersion } from '../domain/found-version.ts';

/** The metrics, parameters and tags that versions have, as a query names them. */
export function keyedNames(versions: readonly FoundVersion[]): readonly string[] {
  const names = versions.flatMap(({ metrics, parameters, tags }) => [
    ...Object.keys(metrics).map((name) => `metrics.${name}`),
    ...Object.keys(parameters).map((name) => `params.${name}`),
    ...Object.keys(tags).map((name) => `tags.${name}`),
  ]);
  return [...new Set(names)].sort();
}
