import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import type { FoundPage, SearchRequest } from '../domain/search-request.ts';
import type { SearchableModel } from '../domain/searchable.ts';
import type { Fault } from '../errors.ts';

/** The registry, as an index reads it. */
export interface SearchSource {
  /** The commit that the registry branch is at now. */
  tip(): Promise<Oid>;
  /** Every model as of a commit. */
  read(commit: Oid): AsyncIterable<SearchableModel>;
  /**
   * The models of which two commits tell different things, as the later one has them; one that is gone comes without anything else.
   * @throws MergelineError `NOT_FOUND` for a commit that is not here.
   */
  changes(before: Oid, after: Oid): AsyncIterable<ChangedModel>;
}

export interface ChangedModel {
  readonly model: ModelName;
  readonly searchable?: SearchableModel;
}

export interface IndexedPage extends FoundPage {
  /** The state of the registry that was searched: the tip, or what it moved to meanwhile. */
  readonly commit: Oid;
  readonly faults: readonly Fault[];
}

/** A disposable copy of what can be searched, which brings itself up to the registry before it answers. */
export interface SearchIndex {
  /** @returns undefined where it cannot be used now: whoever asks looks at every version instead. */
  search(request: SearchRequest, source: SearchSource): Promise<IndexedPage | undefined>;
}
