import { manifestPath } from '../../registry-schema/layout.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Backers, Contender } from '../gates/candidacy.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import type { Nomination } from './nomination.ts';

/** Everyone behind a proposed pointer, and behind the version that it names. */
export async function gatherBackers(
  nomination: Nomination,
  candidate: Contender | undefined,
  committers: readonly string[],
  repository: RepositoryReader,
): Promise<Backers> {
  const { base, pointer, proposal } = nomination;
  return {
    requester: proposal?.requestedBy ?? pointer.requestedBy,
    opener: proposal?.openedBy ?? pointer.requestedBy,
    committers: [...new Set([pointer.requestedBy, ...committers])],
    registrar: candidate === undefined ? [] : await registrarsOf(base, candidate.manifest, repository),
  };
}

/** Names and addresses of whoever made the commits that bring a pointer: what Git says, not what the pointer says. */
export async function committersOf(
  { proposal, committers = [] }: Pick<Nomination, 'proposal' | 'committers'>,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  const commits = proposal === undefined ? [] : await repository.commitsBetween(proposal.base, proposal.head);
  const people = commits.flatMap(({ author, committer }) => [
    author.name,
    author.email,
    committer.name,
    committer.email,
  ]);
  return [...new Set([...committers, ...people])].filter((name) => name !== '');
}

async function registrarsOf(
  base: Snapshot,
  manifest: Manifest,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  const names = new Set([manifest.registeredBy]);
  const path = manifestPath(manifest.model, manifest.version);
  for await (const { commit, changes } of repository.history(base.commit.oid, { below: [path] })) {
    names.add(commit.author.name).add(commit.author.email);
    // Nothing older can speak of it: the walk through a long history ends where the file was made.
    if (changes.every(({ before }) => before === undefined)) break;
  }
  return [...names].filter((name) => name !== '');
}
