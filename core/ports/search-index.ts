import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import type { FoundPage, SearchRequest } from '../domain/search-request.ts';
import type { SearchableModel } from '../domain/searchable.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';

/** The registry, as an index reads it. */
export interface SearchSource {
  /** The commit that the registry branch is at now. */
  tip(): Promise<Oid>;
  /** Every model as of a commit. */
  read(commit: Oid): AsyncIterable<SearchableModel>;
  /**
   * The models of which two commits tell different things; either may be the older one.
   * @throws MergelineError `NOT_FOUND` for a commit that is not here.
   */
  changes(before: Oid, after: Oid): AsyncIterable<ChangedModel>;
  /** In which order the versions came until a commit, as far as that is not known from another commit. */
  order(commit: Oid, known?: Oid): Promise<RegistrationOrder>;
  /** Of `registry.yaml`, as of a commit. */
  policyFaults(commit: Oid): Promise<readonly Fault[]>;
}

export interface ChangedModel {
  readonly model: ModelName;
  /** The versions of which something different is told. */
  readonly affected: 'all' | readonly Version[];
  /** As the second commit has the model, with the affected versions alone; absent where it has none. */
  readonly searchable?: SearchableModel;
}

export interface RegistrationOrder {
  /**
   * Where the commit stands: at or before the known one, whose order holds then; behind it, and only what came since is
   * told; or apart from it, and everything is told.
   */
  readonly relation: 'before' | 'behind' | 'apart';
  /** Oldest first; a version that was taken out and came again is told twice. */
  readonly versions: readonly Registered[];
}

export interface Registered {
  readonly model: ModelName;
  readonly version: Version;
}

export interface IndexedPage extends FoundPage {
  /** The state of the registry that was searched. */
  readonly commit: Oid;
  readonly faults: readonly Fault[];
}

/** A disposable copy of what can be searched, which brings itself up to the registry before it answers. */
export interface SearchIndex {
  /**
   * @param commit whose state is searched: the tip, or what it moved to meanwhile, when absent.
   * @returns undefined where it cannot be used now: whoever asks looks at every version instead.
   */
  search(request: SearchRequest, source: SearchSource, commit?: Oid): Promise<IndexedPage | undefined>;
}
