import { manifestPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Oid } from '../domain/records.ts';
import type { Backers, Contender } from '../gates/candidacy.ts';
import type { Commit, RepositoryReader, Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findMergeRecord, recordsSnapshot } from '../reading/read-records.ts';
import type { Nomination } from './nomination.ts';

type BackerContext = Pick<RegistryContext, 'recordsBranch' | 'forge'> & { readonly repository: RepositoryReader };

/** Everyone behind a proposed pointer, and behind the version that it names. */
export async function gatherBackers(
  nomination: Nomination,
  candidate: Pick<Contender, 'manifest'> | undefined,
  committers: readonly string[],
  context: BackerContext,
): Promise<Backers> {
  const { base, pointer, proposal } = nomination;
  return {
    requester: proposal?.requestedBy ?? pointer.requestedBy,
    opener: proposal?.openedBy ?? pointer.requestedBy,
    committers: [...new Set([pointer.requestedBy, ...committers])],
    registrar: candidate === undefined ? [] : await registrarsOf(base, candidate.manifest, context),
  };
}

/** Names and addresses of whoever made the commits that bring a pointer: what Git says, not what the pointer says. */
export async function committersOf(
  { proposal, committers = [] }: Pick<Nomination, 'proposal' | 'committers'>,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  const commits = proposal === undefined ? [] : await repository.commitsBetween(proposal.base, proposal.head);
  return [...new Set([...committers, ...commits.flatMap(peopleOf)])].filter((name) => name !== '');
}

function peopleOf({ author, committer }: Commit): readonly string[] {
  return [author.name, author.email, committer.name, committer.email];
}

/** What the manifest says of its registrar is one witness; the commits that brought it, and their proposal, are the others. */
async function registrarsOf(base: Snapshot, manifest: Manifest, context: BackerContext): Promise<readonly string[]> {
  const names = [manifest.registeredBy];
  const path = manifestPath(manifest.model, manifest.version);
  for await (const { commit, changes } of context.repository.history(base.commit.oid, { below: [path] })) {
    const [parent] = commit.parents;
    const commits = parent === undefined ? [commit] : await context.repository.commitsBetween(parent, commit.oid);
    names.push(...commits.flatMap(peopleOf), ...(await proposersOf(commit.oid, context)));
    // Nothing older can speak of it: the walk through a long history ends where the file was made.
    if (changes.every(({ before }) => before === undefined)) break;
  }
  return [...new Set(names)].filter((name) => name !== '');
}

async function proposersOf(commit: Oid, context: BackerContext): Promise<readonly string[]> {
  const records = await recordsSnapshot(context);
  const merge = await orFault([], () => findMergeRecord(records, commit));
  const proposal = merge && (await orFault([], () => context.forge.find(merge.proposal)));
  return proposal ? [proposal.requestedBy, proposal.openedBy] : [];
}
