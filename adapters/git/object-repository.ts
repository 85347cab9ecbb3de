import type { Oid } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Commit, HistoryEntry, RepositoryReader, Snapshot } from '../../core/ports/repository.ts';
import { commitsBetween } from './commits-between.ts';
import { firstParentHistory } from './first-parent-history.ts';
import { decodeCommit } from './objects/commit-codec.ts';
import { isOid } from './objects/git-object.ts';
import type { ObjectDatabase } from './objects/object-database.ts';
import { ObjectGraph } from './objects/object-graph.ts';
import { toRaw } from './objects/raw-path.ts';
import { type RefReader, resolveName } from './resolve-name.ts';
import { TreeSnapshot } from './tree-snapshot.ts';

export interface ObjectRepositoryParts {
  readonly objects: ObjectDatabase;
  readonly refs: RefReader;
  /** The registry's folder in the repository, on every branch; `''` is the top. */
  readonly root: string;
}

/** Reads a registry from Git objects and refs, wherever these are kept. */
export class ObjectRepository implements RepositoryReader {
  protected readonly objects: ObjectDatabase;
  protected readonly refs: RefReader;
  protected readonly graph: ObjectGraph;
  protected readonly root: string;

  constructor({ objects, refs, root }: ObjectRepositoryParts) {
    this.objects = objects;
    this.refs = refs;
    this.graph = new ObjectGraph(objects);
    this.root = root;
  }

  tip(branch: string): Promise<Oid | undefined> {
    return this.refs.read(`refs/heads/${branch}`);
  }

  async snapshot(oid: Oid): Promise<Snapshot> {
    const readMany = (oids: readonly Oid[]) => this.readMany(oids);
    return new TreeSnapshot(await this.requireCommit(oid), this.graph, { root: toRaw(this.root), readMany });
  }

  async *history(from: Oid, options: { readonly below?: readonly string[] } = {}): AsyncGenerator<HistoryEntry> {
    await this.requireCommit(from);
    if (options.below?.length !== 0) yield* this.readHistory(from, options.below);
  }

  async commitsBetween(base: Oid, head: Oid): Promise<readonly Commit[]> {
    await Promise.all([base, head].map((oid) => this.requireCommit(oid)));
    return commitsBetween(this.graph, base, head);
  }

  resolve(name: string): Promise<Oid | undefined> {
    return resolveName(name, { objects: this.objects, graph: this.graph, refs: this.refs });
  }

  protected readHistory(from: Oid, below: readonly string[] | undefined): AsyncGenerator<HistoryEntry> {
    return firstParentHistory(this.graph, from, { root: toRaw(this.root), below });
  }

  protected async *readMany(oids: readonly Oid[]): AsyncGenerator<{ readonly oid: Oid; readonly bytes: Uint8Array }> {
    for (const oid of oids) yield { oid, bytes: await this.graph.blob(oid) };
  }

  protected async requireCommit(oid: Oid): Promise<Commit> {
    const object = isOid(oid) ? await this.objects.read(oid) : undefined;
    if (object?.kind === 'commit') return decodeCommit(oid, object.body);
    throw new MergelineError('NOT_FOUND', `There is no commit ${oid} in this repository.`, {
      hint: 'Fetch it, or name another commit.',
    });
  }
}
