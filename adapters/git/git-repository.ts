import { join } from 'node:path';
import type { Oid } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import type { CommitRequest, HistoryEntry, Repository } from '../../core/ports/repository.ts';
import type { Signer } from '../../core/ports/signer.ts';
import { type LockOptions, withProcessLock } from '../filesystem/process-lock.ts';
import { onDisk } from '../filesystem/storage-error.ts';
import { buildCommit } from './build-commit.ts';
import { deleteBranch } from './delete-branch.ts';
import type { GitLayout } from './layout/find-git-layout.ts';
import { endUnfinishedStep, moveBranch, needsRepair, type Place, repairStaleIndexes } from './move-branch.ts';
import { ObjectRepository } from './object-repository.ts';
import type { GitObjects } from './objects/git-objects.ts';
import { gitLog } from './program/git-log.ts';
import type { GitProgram } from './program/git-program.ts';
import { branchRef, RefFiles } from './refs/ref-files.ts';

export interface GitRepositoryParts {
  readonly layout: GitLayout;
  readonly objects: GitObjects;
  readonly root: string;
  readonly signer: Signer | undefined;
  /** Undefined to do without the git program. */
  readonly program: GitProgram | undefined;
}

/** A local Git repository: bare, or with work trees that follow their branch. */
export class GitRepository extends ObjectRepository implements Repository, AsyncDisposable {
  readonly layout: GitLayout;
  readonly #objects: GitObjects;
  readonly #signer: Signer | undefined;
  readonly #program: GitProgram | undefined;
  readonly #refs: RefFiles;

  constructor({ layout, objects, root, signer, program }: GitRepositoryParts) {
    const refs = new RefFiles(layout.commonDir);
    super({ objects, refs, root });
    this.layout = layout;
    this.#objects = objects;
    this.#signer = signer;
    this.#program = program;
    this.#refs = refs;
  }

  /** The same repository, read from another of its folders. */
  rootedAt(root: string): ObjectRepository {
    return new ObjectRepository({ objects: this.#objects, refs: this.#refs, root });
  }

  /** Whether the repository has an object of that name, reached by a branch or not. */
  async hasObject(oid: Oid): Promise<boolean> {
    return (await this.#objects.read(oid)) !== undefined;
  }

  async commit(request: CommitRequest): Promise<Oid | 'stale'> {
    const ref = branchRef(request.branch);
    const isStale = async () => (await this.#refs.read(ref)) !== request.expected;
    if (await isStale()) return 'stale';
    return this.exclusively(async () => {
      if (await isStale()) return 'stale';
      const to = await this.writeCommit(request);
      const move = {
        from: request.expected,
        to,
        who: request.author,
        at: request.at,
        reason: reasonOf(request),
      };
      return (await moveBranch(ref, move, this.#place())) ? to : 'stale';
    });
  }

  /** Makes the commit without moving its branch. */
  async writeCommit(request: CommitRequest): Promise<Oid> {
    const { commit, objects } = await buildCommit(this.graph, request, { root: this.root, signer: this.#signer });
    await this.#objects.write(objects);
    this.graph.learn(objects);
    return commit.oid;
  }

  /** A branch that is checked out somewhere stays, as it does for `git branch -d`. */
  deleteBranch(branch: string, expected: Oid): Promise<boolean> {
    return this.exclusively(() => deleteBranch(branchRef(branch), expected, this.#place()));
  }

  /** Runs while no other writer of this repository does, once what a killed one left is ended. */
  exclusively<T>(action: () => Promise<T>, options: LockOptions = {}): Promise<T> {
    const { commonDir } = this.layout;
    const endFirst = async () => {
      await endUnfinishedStep(this.#place());
      return action();
    };
    return onDisk(commonDir, () => withProcessLock(join(commonDir, 'mergeline', 'lock.sqlite'), endFirst, options));
  }

  /** Ends what a killed writer left, unless another writer is at work, who does that first. */
  async recover(): Promise<void> {
    try {
      if (await needsRepair(this.#place()))
        await this.exclusively(() => repairStaleIndexes(this.#place()), { timeout: 0 });
    } catch (error) {
      // Reading goes on beside a writer, on a full disk and on a read-only one; whoever writes is told.
      if (!(error instanceof MergelineError)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#objects.close();
  }

  /** What the program told before it failed is not told again. */
  protected override async *readHistory(from: Oid, below: readonly string[] | undefined): AsyncGenerator<HistoryEntry> {
    let told = 0;
    try {
      if (this.#program !== undefined) {
        for await (const entry of gitLog(this.#program, { from, root: this.root, below })) {
          told += 1;
          yield entry;
        }
        return;
      }
    } catch {
      // Whatever keeps the program from answering, the objects are still there to read.
    }
    let at = 0;
    for await (const entry of super.readHistory(from, below)) if (++at > told) yield entry;
  }

  protected override async *readMany(
    oids: readonly Oid[],
  ): AsyncGenerator<{ readonly oid: Oid; readonly bytes: Uint8Array }> {
    for await (const { oid, object } of this.#objects.readMany(oids)) {
      yield { oid, bytes: object?.kind === 'blob' ? object.body : await this.graph.blob(oid) };
    }
  }

  #place(): Place {
    return { layout: this.layout, refs: this.#refs, graph: this.graph };
  }
}

function reasonOf({ message, expected, mergedFrom = [] }: CommitRequest): string {
  const kind = mergedFrom.length > 0 ? 'commit (merge)' : expected === undefined ? 'commit (initial)' : 'commit';
  return `${kind}: ${message.split('\n')[0]}`;
}
