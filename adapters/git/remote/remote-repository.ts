import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instant } from '../../../core/domain/manifest.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { Commit, CommitRequest, HistoryEntry, Repository, Snapshot } from '../../../core/ports/repository.ts';
import type { GitRepository } from '../git-repository.ts';
import { ifPresent } from '../if-present.ts';
import { instantOf } from '../objects/commit-codec.ts';
import { isOid } from '../objects/git-object.ts';
import { branchRef, isRefName } from '../refs/ref-files.ts';
import { replaceFile } from '../refs/replace-file.ts';
import type { RemoteMove, RemoteTransport } from './remote-transport.ts';

/**
 * A registry whose truth is at a remote, through a clone of it. Reading uses what was last fetched. Writing makes the commit
 * here, on top of what the remote holds now, and moves the remote's branch by compare-and-swap; branches of the clone's own,
 * and its work tree, stay as they are.
 */
export class RemoteRepository implements Repository {
  readonly #clone: GitRepository;
  /** As git names it. */
  readonly remote: string;
  readonly #transport: RemoteTransport;

  constructor(clone: GitRepository, remote: string, transport: RemoteTransport) {
    this.#clone = clone;
    this.remote = remote;
    this.#transport = transport;
  }

  tip(branch: string): Promise<Oid | undefined> {
    return this.#clone.resolve(this.#trackingRef(branch));
  }

  snapshot(commit: Oid): Promise<Snapshot> {
    return this.#clone.snapshot(commit);
  }

  history(...args: Parameters<Repository['history']>): AsyncIterable<HistoryEntry> {
    return this.#clone.history(...args);
  }

  commitsBetween(base: Oid, head: Oid): Promise<readonly Commit[]> {
    return this.#clone.commitsBetween(base, head);
  }

  /** A branch means the remote's. */
  async resolve(name: string): Promise<Oid | undefined> {
    if (isOid(name)) return this.#clone.resolve(name);
    const branch = name.replace(/^refs\/heads\//, '');
    const found = await this.#clone.resolve(`refs/tags/${name}`);
    return found ?? (await this.#clone.resolve(this.#trackingRef(branch))) ?? this.#clone.resolve(name);
  }

  /** @throws also MergelineError `REMOTE_FAILED`. */
  commit(request: CommitRequest): Promise<Oid | 'stale'> {
    const { branch, expected } = request;
    branchRef(branch);
    return this.#clone.exclusively(async () => {
      await this.#fetchNow();
      if ((await this.tip(branch)) !== expected) return 'stale';
      const to = await this.#clone.writeCommit(request);
      return (await this.#move({ branch, from: expected, to })) ? to : 'stale';
    });
  }

  deleteBranch(branch: string, expected: Oid): Promise<boolean> {
    return this.#clone.exclusively(async () => {
      await this.#fetchNow();
      if ((await this.tip(branch)) !== expected) return false;
      return this.#move({ branch, from: expected, to: undefined });
    });
  }

  /**
   * Brings what is read up to date, and where `origin/HEAD` points.
   * @throws MergelineError `REMOTE_FAILED`; what was fetched before is still there then.
   */
  fetch(): Promise<void> {
    return this.#clone.exclusively(async () => {
      await this.#fetchNow();
      const branch = await this.#transport.defaultBranch();
      if (branch === undefined || !isRefName(this.#trackingRef(branch))) return;
      const { commonDir } = this.#clone.layout;
      const head = join(commonDir, 'refs/remotes', this.remote, 'HEAD');
      await mkdir(dirname(head), { recursive: true });
      await replaceFile(head, `ref: ${this.#trackingRef(branch)}\n`, join(commonDir, 'mergeline', 'head'));
    });
  }

  /**
   * Brings what is read up to date.
   * @throws MergelineError `REMOTE_FAILED`.
   */
  refresh(): Promise<void> {
    return this.#clone.exclusively(() => this.#fetchNow());
  }

  /** When the remote was last looked at, by us, by `git fetch` or by `git clone`; undefined when nothing came of it yet. */
  async fetchedAt(): Promise<Instant | undefined> {
    const marks = [this.#fetchMark(), join(this.#clone.layout.commonDir, 'FETCH_HEAD')];
    const times = await Promise.all(marks.map(async (mark) => (await ifPresent(stat(mark)))?.mtimeMs ?? 0));
    const newest = Math.max(...times);
    if (newest === 0) return this.#clonedAt();
    return instantOf(Math.floor(newest / 1000));
  }

  /** `git clone` leaves no mark but the refs that it wrote. Of two, the earlier: a later one may have only been rewritten. */
  async #clonedAt(): Promise<Instant | undefined> {
    const { commonDir } = this.#clone.layout;
    const packedRefs = join(commonDir, 'packed-refs');
    const packed = await ifPresent(readFile(packedRefs, 'utf8'));
    const marks = [join(commonDir, 'refs/remotes', this.remote, 'HEAD')];
    if (packed?.includes(` refs/remotes/${this.remote}/`)) marks.push(packedRefs);
    const times = await Promise.all(marks.map(async (mark) => (await ifPresent(stat(mark)))?.mtimeMs ?? []));
    const earliest = Math.min(...times.flat());
    return Number.isFinite(earliest) ? instantOf(Math.floor(earliest / 1000)) : undefined;
  }

  async #fetchNow(): Promise<void> {
    await this.#transport.fetch();
    await writeFile(this.#fetchMark(), '');
  }

  async #move(move: RemoteMove): Promise<boolean> {
    try {
      const outcome = await this.#transport.push(move);
      if (outcome === 'moved') return true;
    } catch (error) {
      // The answer may have been lost on its way after the branch had moved.
      if (await this.#hasMoved(move).catch(() => false)) return true;
      throw error;
    }
    await this.#fetchNow();
    return false;
  }

  async #hasMoved({ branch, to }: RemoteMove): Promise<boolean> {
    await this.#fetchNow();
    const tip = await this.tip(branch);
    if (to === undefined || tip === undefined) return tip === to;
    return (await this.commitsBetween(tip, to)).length === 0;
  }

  #trackingRef(branch: string): string {
    return `refs/remotes/${this.remote}/${branch}`;
  }

  #fetchMark(): string {
    return join(this.#clone.layout.commonDir, 'mergeline', 'fetched');
  }
}
