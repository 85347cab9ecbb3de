import type { Oid } from '../../core/domain/records.ts';
import type { CommitRequest, Edit, Repository } from '../../core/ports/repository.ts';

/** `{ 'a.txt': 'content', 'b.txt': null }`, where null removes. */
export type Files = Readonly<Record<string, string | null>>;

export function editsOf(files: Files): readonly Edit[] {
  return Object.entries(files).map(([path, content]) =>
    content === null ? { path, remove: true } : { path, bytes: Buffer.from(content) },
  );
}

/** A request on the tip of `main` unless told otherwise, by Ann. */
export async function requestFor(
  repository: Repository,
  files: Files,
  rest: Partial<CommitRequest> = {},
): Promise<CommitRequest> {
  const branch = rest.branch ?? 'main';
  return {
    branch,
    expected: await repository.tip(branch),
    edits: editsOf(files),
    message: 'Change',
    author: { name: 'Ann', email: 'ann@example.com' },
    at: '2026-03-01T12:00:00Z',
    ...rest,
  };
}

/** Commits files; the branch must not move meanwhile. */
export async function commitFiles(repository: Repository, files: Files, rest?: Partial<CommitRequest>): Promise<Oid> {
  const oid = await repository.commit(await requestFor(repository, files, rest));
  if (oid === 'stale') throw new Error('The branch moved.');
  return oid;
}
