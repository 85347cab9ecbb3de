import type { RegistryContext } from '../context.ts';
import type { FoundPage, SearchRequest } from '../domain/search-request.ts';
import type { Snapshot } from '../ports/repository.ts';
import { evaluateQueries } from './evaluate-query.ts';
import { searchableIn, searchSource } from './search-source.ts';

export type SearchContext = Pick<RegistryContext, 'repository' | 'branch' | 'clock' | 'loadSearchIndex'>;

/**
 * A page for each request, all of one state of the registry.
 * @param isPresent whether the snapshot is of the tip, so that the index may know it; otherwise every version is looked at, once.
 */
export async function searchPages(
  requests: readonly SearchRequest[],
  snapshot: Snapshot,
  context: SearchContext & { readonly isPresent: boolean },
): Promise<readonly FoundPage[]> {
  const indexed = context.isPresent ? await indexedPages(requests, snapshot, context) : undefined;
  return indexed ?? (await evaluateQueries(requests, searchableIn(snapshot)));
}

/** Undefined where there is no index, or where the registry has moved on under it. */
async function indexedPages(
  requests: readonly SearchRequest[],
  { commit }: Snapshot,
  context: SearchContext,
): Promise<readonly FoundPage[] | undefined> {
  const index = await context.loadSearchIndex?.();
  const pages: FoundPage[] = [];
  for (const request of index === undefined ? [] : requests) {
    const page = await index?.search(request, searchSource(context));
    if (page?.commit !== commit.oid) return undefined;
    pages.push(page);
  }
  return index && pages;
}
