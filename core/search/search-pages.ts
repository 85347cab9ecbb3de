import type { RegistryContext } from '../context.ts';
import type { FoundPage, SearchRequest } from '../domain/search-request.ts';
import type { Snapshot } from '../ports/repository.ts';
import { evaluateQueries } from './evaluate-query.ts';
import { searchableIn, searchSource } from './search-source.ts';

export type SearchContext = Pick<RegistryContext, 'repository' | 'branch' | 'clock' | 'loadSearchIndex'>;

/** A page for each request, all of one state of the registry. */
export async function searchPages(
  requests: readonly SearchRequest[],
  snapshot: Snapshot,
  context: SearchContext,
): Promise<readonly FoundPage[]> {
  const indexed = await indexedPages(requests, snapshot, context);
  return indexed ?? (await evaluateQueries(requests, searchableIn(snapshot)));
}

/** Undefined where there is no index, or where it cannot be used now. */
async function indexedPages(
  requests: readonly SearchRequest[],
  { commit }: Snapshot,
  context: SearchContext,
): Promise<readonly FoundPage[] | undefined> {
  const index = await context.loadSearchIndex?.();
  const pages: FoundPage[] = [];
  for (const request of index === undefined ? [] : requests) {
    const page = await index?.search(request, searchSource(context), commit.oid);
    if (page === undefined) return undefined;
    pages.push(page);
  }
  return index && pages;
}
