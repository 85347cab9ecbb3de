import { decode } from '../../registry-schema/codec.ts';
import { type Place, parsePath } from '../../registry-schema/layout.ts';
import type { Oid, Status } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Change, HistoryEntry, Snapshot } from '../ports/repository.ts';

const ranks = { active: 0, deprecated: 1, yanked: 2, erased: 3 } as const;

/** Whether a version that was taken out of use is in use again: no command does that. @param after absent once deleted. */
export function undoesYank(before: Status | undefined, after: Status | undefined): before is Status {
  return before !== undefined && ranks[before.state] >= ranks.yanked && rankOf(after) < ranks[before.state];
}

function rankOf(status: Status | undefined): number {
  return ranks[status?.state ?? 'active'];
}

type StatusPlace = Extract<Place, { kind: 'VersionStatus' }>;

/** Versions that were yanked or erased and are not any more. @param entries history, newest first. */
export async function findUndoneYanks(entries: readonly HistoryEntry[], snapshot: Snapshot): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const changes = entries.flatMap(({ changes, commit }) =>
    changes.map((change) => ({ ...change, commit: commit.oid })),
  );
  const statuses = changes.filter(({ path }) => parsePath(path)?.kind === 'VersionStatus');
  for (const [path, steps] of Map.groupBy(statuses, (change) => change.path)) {
    // A file that only ever grew has one change more than it has states to compare.
    if (steps.every(({ before }) => before === undefined)) continue;
    const fault = await faultOf(path, steps, snapshot);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

async function faultOf(
  file: string,
  steps: readonly (Change & { readonly commit: Oid })[],
  snapshot: Snapshot,
): Promise<Fault | undefined> {
  const present = await statusOf(file, steps[0]?.after, snapshot);
  for (const { before, commit } of steps) {
    const status = await statusOf(file, before, snapshot);
    if (!undoesYank(status, present)) continue;
    const { model, version } = parsePath(file) as StatusPlace;
    const short = commit.slice(0, 10);
    return {
      file,
      path: 'state',
      message: `${model}@${version} was ${status.state} by ${status.by}, and commit ${short} took that back: ${status.reason}. Bring it back with: git checkout ${short}~1 -- ${file}`,
    };
  }
  return undefined;
}

/** Undefined for what cannot be read, which is reported elsewhere. */
async function statusOf(file: string, oid: Oid | undefined, snapshot: Snapshot): Promise<Status | undefined> {
  if (oid === undefined) return undefined;
  try {
    for await (const { bytes } of snapshot.readMany([oid])) return decode('VersionStatus', bytes, { file });
  } catch {}
  return undefined;
}
