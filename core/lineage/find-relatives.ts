import type { Digest } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Condition } from '../domain/query.ts';
import type { FoundPage, SearchRequest } from '../domain/search-request.ts';
import type { Snapshot } from '../ports/repository.ts';
import { type SearchContext, searchPages } from '../search/search-pages.ts';
import type { VersionList } from './lineage.ts';

const listedAtOnce = 1_000;

export interface Relatives {
  readonly children: VersionList;
  readonly fineTunes: VersionList;
  /** In the order of the manifest's data sets: who else was trained and who was evaluated on these bytes. */
  readonly sharing: readonly { readonly trained: VersionList; readonly evaluated: VersionList }[];
}

/** The versions that name this one or its data sets: from the search index where it knows the snapshot. */
export async function findRelatives(
  manifest: Manifest,
  snapshot: Snapshot,
  context: SearchContext,
): Promise<Relatives> {
  const digests = manifest.datasets.map(({ digest }) => digest);
  const conditions = [childrenOf(manifest), fineTunesOf(manifest), ...digests.flatMap(sharingOf)];
  const requests = conditions.map((condition) => requestFor(others(condition, manifest)));
  const pages = await searchPages(requests, snapshot, context);
  const listAt = (index: number) => listOf(pages[index]);
  return {
    children: listAt(0),
    fineTunes: listAt(1),
    sharing: digests.map((_, index) => ({ trained: listAt(2 + 2 * index), evaluated: listAt(3 + 2 * index) })),
  };
}

function childrenOf({ model, version }: Manifest): Condition {
  return {
    kind: 'or',
    operands: [
      is('lineage.parent', `${model}@${version}`),
      { kind: 'and', operands: [is('model', model), is('lineage.parent', version)] },
    ],
  };
}

function fineTunesOf({ model, version }: Manifest): Condition {
  return is('lineage.base_model', `${model}@${version}`);
}

function sharingOf(digest: Digest): readonly Condition[] {
  return [is('dataset_digest', digest), is('evaluated_on_digest', digest)];
}

function others(condition: Condition, { model, version }: Manifest): Condition {
  const itself: Condition = { kind: 'and', operands: [is('model', model), is('version_text', version)] };
  return { kind: 'and', operands: [condition, { kind: 'not', operand: itself }] };
}

function is(field: string, value: string): Condition {
  return { kind: 'compare', field, operator: '=', value };
}

function requestFor(where: Condition): SearchRequest {
  return { where, order: [], limit: listedAtOnce, mentioned: [] };
}

function listOf(page: FoundPage | undefined): VersionList {
  const versions = page?.versions.map(({ model, version, created }) => ({ model, version, created })) ?? [];
  return { versions, total: page?.total ?? 0 };
}
