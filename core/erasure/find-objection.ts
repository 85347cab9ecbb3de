import { statusPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Oid, Status } from '../domain/records.ts';
import { allowsMerge } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import { judgeProposal } from '../judging/judge-proposal.ts';
import type { Snapshot } from '../ports/repository.ts';
import { emptySnapshot } from '../reading/empty-snapshot.ts';
import { findMergeRecord, recordsSnapshot } from '../reading/read-records.ts';
import { readPolicy } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';

/**
 * Why a tombstone does not say that bytes may be deleted; undefined when it does. However it came to the registry branch, by our
 * merge, by a button or by a push, it is worth what the policy before it says: deleting cannot be taken back.
 */
export async function findObjection(
  { model, version }: Pick<Status, 'model' | 'version'>,
  context: RegistryContext,
): Promise<string | undefined> {
  const snapshot = await snapshotAt(context);
  const commit = await findBringer(statusPath(model, version), snapshot, context);
  if (commit === undefined) return 'nobody knows how its tombstone came';
  if ((await findMergeRecord(await recordsSnapshot(context), commit.oid)) !== undefined) return undefined;
  const base = commit.parent === undefined ? emptySnapshot : await context.repository.snapshot(commit.parent);
  const proposals = await context.forge.list(
    [],
    (it) => it.kind === 'erasure' && it.model === model && it.version === version,
  );
  const proposal = proposals.find(({ mergeCommit }) => mergeCommit === commit.oid);
  try {
    if (proposal === undefined) return (await readPolicy(base)).changes.erasure.gates.length === 0 ? undefined : byHand;
    const { verdicts } = await judgeProposal(proposal, base, 'presence', context);
    const against = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'pending');
    return allowsMerge(verdicts) ? undefined : against.map(({ gate, reason }) => `${gate}: ${reason}`).join('; ');
  } catch (error) {
    if (error instanceof MergelineError) return error.message;
    throw error;
  }
}

const byHand =
  'its tombstone came by hand and nobody approved it; take it back with git revert, then ask with mergeline erase';

/** The commit with which the tombstone came that stands there now. */
async function findBringer(
  path: string,
  snapshot: Snapshot,
  { repository }: Pick<RegistryContext, 'repository'>,
): Promise<{ readonly oid: Oid; readonly parent: Oid | undefined } | undefined> {
  const present = await snapshot.find(path);
  for await (const { commit, changes } of repository.history(snapshot.commit.oid, { below: [path] })) {
    if (changes.some(({ path: changed, after }) => changed === path && after === present))
      return { oid: commit.oid, parent: commit.parents[0] };
  }
  return undefined;
}
