import type { Oid } from '../../core/domain/records.ts';
import type { Commit, Entry, File, Snapshot } from '../../core/ports/repository.ts';
import { findEntry } from './objects/find-entry.ts';
import type { ObjectGraph } from './objects/object-graph.ts';
import { fromRaw, joinRaw, type RawPath, toRaw } from './objects/raw-path.ts';
import { folderMode, kindOf, type TreeEntry } from './objects/tree-codec.ts';

type ReadMany = Snapshot['readMany'];
type Walked = Snapshot['walk'] extends (folder: string) => AsyncIterable<infer Item> ? Item : never;

/** One commit's tree below the registry's root. */
export class TreeSnapshot implements Snapshot {
  readonly commit: Commit;
  readonly readMany: ReadMany;
  readonly #graph: ObjectGraph;
  readonly #root: RawPath;

  constructor(commit: Commit, graph: ObjectGraph, { root, readMany }: { root: RawPath; readMany: ReadMany }) {
    this.commit = commit;
    this.readMany = readMany;
    this.#graph = graph;
    this.#root = root;
  }

  async find(path: string): Promise<Oid | undefined> {
    return (await this.#entry(path))?.oid;
  }

  async read(path: string): Promise<File | undefined> {
    const entry = await this.#entry(path);
    if (entry === undefined || kindOf(entry.mode) !== 'file') return undefined;
    return { path, oid: entry.oid, bytes: await this.#graph.blob(entry.oid) };
  }

  async list(folder: string): Promise<readonly Entry[]> {
    const entry = await this.#entry(folder);
    if (entry?.mode !== folderMode) return [];
    const entries = await this.#graph.tree(entry.oid);
    return entries.map(({ name, oid, mode }) => ({ name: fromRaw(name), oid, kind: kindOf(mode) }));
  }

  async *walk(folder: string): AsyncGenerator<Walked> {
    const entry = await this.#entry(folder);
    if (entry?.mode === folderMode) yield* walkBelow(this.#graph, entry, folder);
  }

  #entry(path: string): Promise<TreeEntry | undefined> {
    const raw = toRaw(path);
    return findEntry(this.#graph, this.commit.tree, raw === '' ? this.#root : joinRaw(this.#root, raw));
  }
}

async function* walkBelow(graph: ObjectGraph, folder: TreeEntry, path: string): AsyncGenerator<Walked> {
  const entries = await graph.tree(folder.oid);
  prefetch(graph, entries);
  for (const entry of entries) {
    const below = joinRaw(path, fromRaw(entry.name));
    const kind = kindOf(entry.mode);
    if (kind === 'folder') yield* walkBelow(graph, entry, below);
    else yield { path: below, oid: entry.oid, kind };
  }
}

/** Asks for all subfolders at once, so that a reader who pipelines does not wait for each. A failure shows when the folder is reached. */
function prefetch(graph: ObjectGraph, entries: readonly TreeEntry[]): void {
  for (const { mode, oid } of entries) if (mode === folderMode) graph.tree(oid).catch(() => undefined);
}
