import type { Instant } from '../domain/manifest.ts';
import type { Oid } from '../domain/records.ts';

/** Who a commit names; `email` may be a placeholder where the forge knows none. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  readonly committer: Person;
  /** Committer time. */
  readonly at: Instant;
  /** Without newlines at its end. */
  readonly message: string;
}

export interface File {
  readonly path: string;
  readonly oid: Oid;
  readonly bytes: Uint8Array;
}

export interface Entry {
  readonly name: string;
  readonly oid: Oid;
  /** `link` and `submodule` are reported so that a reader can refuse them. */
  readonly kind: 'file' | 'folder' | 'link' | 'submodule';
}

/** The registry as of one commit. Paths are relative to the registry's root, with `/`, never absolute. */
export interface Snapshot {
  readonly commit: Commit;
  /** The object a path names, without reading it. */
  find(path: string): Promise<Oid | undefined>;
  /** A file with its bytes; undefined for whatever else the path names. */
  read(path: string): Promise<File | undefined>;
  /** The entries of one folder in byte order; empty when there is no such folder. */
  list(folder: string): Promise<readonly Entry[]>;
  /** Every file below a folder, in path order, without its bytes. */
  walk(
    folder: string,
  ): AsyncIterable<{ readonly path: string; readonly oid: Oid; readonly kind: 'file' | 'link' | 'submodule' }>;
  /** The bytes of many files' objects, in the order asked: the bulk form of `read`. */
  readMany(oids: readonly Oid[]): AsyncIterable<{ readonly oid: Oid; readonly bytes: Uint8Array }>;
}

/**
 * One file that differs between a commit and its first parent. A link or a submodule is none: what it
 * replaced is gone, and where it replaced nothing the change has neither side.
 */
export interface Change {
  readonly path: string;
  readonly before?: Oid;
  readonly after?: Oid;
}

export interface HistoryEntry {
  readonly commit: Commit;
  readonly changes: readonly Change[];
}

export interface RepositoryReader {
  /** The commit a branch points at; undefined when there is no such branch. */
  tip(branch: string): Promise<Oid | undefined>;
  /** @throws MergelineError `NOT_FOUND` for a commit that is not here. */
  snapshot(commit: Oid): Promise<Snapshot>;
  /**
   * First-parent history, newest first, with what changed below the registry's root, in byte order of the paths and without renames.
   * All commits, also those that change nothing there; with `below` only those that change something at or under one of these paths,
   * and only these changes.
   */
  history(from: Oid, options?: { readonly below?: readonly string[] }): AsyncIterable<HistoryEntry>;
  /** Every commit reachable from `head` and not from `base`, newest first: whoever stands behind a proposal. */
  commitsBetween(base: Oid, head: Oid): Promise<readonly Commit[]>;
  /**
   * A full commit id, a tag, a branch, a remote branch or an abbreviated commit id, in this order; undefined when it names nothing.
   * @throws MergelineError `NAME_INVALID` when an abbreviation fits several commits.
   */
  resolve(name: string): Promise<Oid | undefined>;
}

/** What a path becomes: bytes, or nothing. Removing what is no file changes nothing. */
export type Edit =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly remove: true };

export interface CommitRequest {
  readonly branch: string;
  /** The tip this was decided on; undefined makes the branch. */
  readonly expected: Oid | undefined;
  /** The commit whose tree the edits apply to, and the first parent; `expected` when absent. A new or refreshed proposal branch starts from the registry branch. */
  readonly onto?: Oid;
  readonly edits: readonly Edit[];
  readonly message: string;
  readonly author: Person;
  /** Further parents of the commit, for display: the head of a merged proposal. */
  readonly mergedFrom?: readonly Oid[];
  readonly at: Instant;
}

/** Moves one branch by one commit, or not at all. */
export interface RepositoryWriter {
  /**
   * Compare-and-swap: `stale` when the branch is no longer at `expected`. Durable when it resolves.
   * @throws MergelineError `NAME_INVALID` for a path that no work tree may hold, `ALREADY_EXISTS` where a file and a folder, or two
   * names that differ only in case, would meet; `BUSY` when a lock stays taken, `STORAGE_FAILED` when the disk refuses; the branch has not moved
   * then, unless the disk failed in the very end: the same request again tells.
   */
  commit(request: CommitRequest): Promise<Oid | 'stale'>;
  /** Removes a branch that is still at `expected`; false when it is not. */
  deleteBranch(branch: string, expected: Oid): Promise<boolean>;
}

export interface Repository extends RepositoryReader, RepositoryWriter {}
