import { type Digest, digestOf } from '../domain/digest.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';

/** What an author declares. Times, actors, tool versions and everything derived from the source are not part of it. */
export type DeclaredContent = Pick<
  Manifest,
  'artifacts' | 'metrics' | 'parameters' | 'datasets' | 'tags' | 'licence'
> & {
  readonly lineage: Pick<Manifest['lineage'], 'parent' | 'sourceCommit'>;
};

/**
 * Two registrations with one key are the same content: equal source bytes under equal names, equal metrics, parameters,
 * data sets, tags, licence, parent and source commit.
 */
export function contentKey({
  artifacts,
  metrics,
  parameters,
  datasets,
  tags,
  licence,
  lineage,
}: DeclaredContent): Digest {
  return digestOf(
    JSON.stringify([
      sourcesOf(artifacts),
      entries(metrics),
      entries(parameters),
      datasets.map(({ name, digest }) => [name, digest]).sort(byFirst),
      entries(tags),
      licence ?? null,
      lineage.parent ?? null,
      lineage.sourceCommit ?? null,
    ]),
  );
}

/** Equal for equal source bytes under equal names, whatever is said about them. */
export function filesKey(artifacts: readonly Artifact[]): Digest {
  return digestOf(JSON.stringify(sourcesOf(artifacts)));
}

function sourcesOf(artifacts: readonly Artifact[]): readonly (readonly unknown[])[] {
  return artifacts
    .filter(({ roles }) => roles.includes('source'))
    .map(({ path, digest }) => [path, digest])
    .sort(byFirst);
}

function entries(record: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(record).sort(byFirst);
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  const [left, right] = [String(a[0]), String(b[0])];
  return left < right ? -1 : left > right ? 1 : 0;
}
