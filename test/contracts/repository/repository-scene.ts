import type { Oid } from '../../../core/domain/records.ts';
import type { CommitRequest, HistoryEntry, Repository } from '../../../core/ports/repository.ts';
import { editsOf, type Files } from '../../support/commit-files.ts';

export const ann = { name: 'Ann', email: 'ann@example.com' };
/** Of no object that there is. */
export const absent = 'f'.repeat(40) as Oid;
const start = Date.parse('2026-03-01T12:00:00Z');

export function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

/** A repository that is opened anew for each test; its commits are a minute apart. */
export class RepositoryScene {
  #repository: Repository | undefined;
  #minutes = 0;

  begin(repository: Repository): void {
    this.#repository = repository;
    this.#minutes = 0;
  }

  get repository(): Repository {
    if (this.#repository === undefined) throw new Error('No repository is open.');
    return this.#repository;
  }

  readonly request = (files: Files, rest: Partial<CommitRequest> = {}): CommitRequest => {
    this.#minutes += 1;
    const at = new Date(start + this.#minutes * 60_000).toISOString().replace('.000', '');
    return { branch: 'main', expected: undefined, edits: editsOf(files), message: 'Change', author: ann, at, ...rest };
  };

  readonly commit = async (files: Files, rest: Partial<CommitRequest> = {}): Promise<Oid> => {
    const expected = 'expected' in rest ? rest.expected : await this.repository.tip(rest.branch ?? 'main');
    const oid = await this.repository.commit(this.request(files, { ...rest, expected }));
    if (oid === 'stale') throw new Error('The branch moved.');
    return oid;
  };

  readonly filesAt = async (oid: Oid): Promise<Record<string, string | undefined>> => {
    const snapshot = await this.repository.snapshot(oid);
    const found: Record<string, string | undefined> = {};
    for await (const { path } of snapshot.walk('')) found[path] = text((await snapshot.read(path))?.bytes);
    return found;
  };

  readonly historyOf = (oid: Oid, below?: readonly string[]): Promise<HistoryEntry[]> =>
    Array.fromAsync(this.repository.history(oid, below && { below }));
}
