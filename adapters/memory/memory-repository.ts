import type { Oid } from '../../core/domain/records.ts';
import type { CommitRequest, Repository } from '../../core/ports/repository.ts';
import { buildCommit } from '../git/build-commit.ts';
import { ObjectRepository } from '../git/object-repository.ts';
import { MemoryObjects } from './memory-objects.ts';

/** A whole registry in memory: the same objects and ids as in Git, gone with the process. */
export class MemoryRepository extends ObjectRepository implements Repository {
  readonly #branches: Map<string, Oid>;

  constructor({ root = '' }: { readonly root?: string } = {}) {
    const branches = new Map<string, Oid>();
    const refs = { read: async (ref: string) => branches.get(ref) };
    super({ objects: new MemoryObjects(), refs, root });
    this.#branches = branches;
  }

  async commit(request: CommitRequest): Promise<Oid | 'stale'> {
    const ref = `refs/heads/${request.branch}`;
    if (this.#branches.get(ref) !== request.expected) return 'stale';
    const { commit, objects } = await buildCommit(this.graph, request, { root: this.root });
    await this.objects.write(objects);
    if (this.#branches.get(ref) !== request.expected) return 'stale';
    this.#branches.set(ref, commit.oid);
    return commit.oid;
  }

  async deleteBranch(branch: string, expected: Oid): Promise<boolean> {
    const ref = `refs/heads/${branch}`;
    return this.#branches.get(ref) === expected && this.#branches.delete(ref);
  }
}
