import { decode } from '../../registry-schema/codec.ts';
import { parsePath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Edit, RepositoryReader } from '../ports/repository.ts';
import { changesBetween } from '../proposals/changes-between.ts';

/** @param id as people write it: `6` or `#6`. @throws MergelineError `NOT_FOUND`. */
export async function readProposal(id: string, { forge }: Pick<RegistryContext, 'forge'>): Promise<Proposal> {
  const proposal = await forge.find(id.replace(/^#/, ''));
  if (proposal !== undefined) return proposal;
  throw new MergelineError('NOT_FOUND', `There is no proposal ${JSON.stringify(id)}.`, {
    hint: 'See: mergeline proposal list',
  });
}

/** So many commits of a branch are followed one by one; a longer branch is left to the repository's own history. */
const shortBranch = 8;

/** Every path that the commits of a proposal change in the end, with its state before and after them all, in path order. */
export async function changesOf(
  { head, base }: Pick<Proposal, 'head' | 'base'>,
  repository: RepositoryReader,
): Promise<readonly Change[]> {
  const snapshot = await repository.snapshot(head);
  let commit: Oid | undefined = head;
  for (let count = 0; count < shortBranch && commit !== undefined; count += 1) {
    if (commit === base) return (await changesBetween(await repository.snapshot(base), snapshot)).toSorted(byPath);
    commit = (await repository.snapshot(commit)).commit.parents[0];
  }
  return await changesInHistory({ head, base }, repository);
}

async function changesInHistory(
  { head, base }: Pick<Proposal, 'head' | 'base'>,
  repository: RepositoryReader,
): Promise<readonly Change[]> {
  const changes = new Map<string, Change>();
  for await (const { commit, changes: own } of repository.history(head)) {
    if (commit.oid === base) break;
    for (const { path, before } of own) {
      const last = changes.get(path) ?? own.find((change) => change.path === path);
      changes.set(path, { path, ...(before && { before }), ...(last?.after && { after: last.after }) });
    }
  }
  const lasting = [...changes.values()].filter(({ before, after }) => before !== after);
  return lasting.sort(byPath);
}

function byPath(a: Change, b: Change): number {
  return a.path < b.path ? -1 : 1;
}

/** What the proposal would do to the registry branch. */
export async function editsOf(
  changes: readonly Change[],
  head: Oid,
  repository: RepositoryReader,
): Promise<readonly Edit[]> {
  const snapshot = await repository.snapshot(head);
  return await Promise.all(
    changes.map(async ({ path, after }): Promise<Edit> => {
      const file = after === undefined ? undefined : await snapshot.read(path);
      return file === undefined ? { path, remove: true } : { path, bytes: file.bytes };
    }),
  );
}

/** The pointer that a proposal changes; undefined when it changes none. @throws MergelineError `FILE_INVALID`. */
export async function proposedPointer(
  changes: readonly Change[],
  head: Oid,
  repository: RepositoryReader,
): Promise<Pointer | undefined> {
  const snapshot = await repository.snapshot(head);
  for (const { path } of changes) {
    if (parsePath(path)?.kind !== 'StagePointer') continue;
    const file = await snapshot.read(path);
    if (file === undefined)
      throw new MergelineError('IMMUTABLE', `${path} is deleted by the proposal.`, {
        hint: 'Empty a stage with: mergeline withdraw',
      });
    return decode('StagePointer', file.bytes, { file: path });
  }
  return undefined;
}
