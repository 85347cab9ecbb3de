import type { RegistryContext } from '../context.ts';
import type { SearchableModel } from '../domain/searchable.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { SearchSource } from '../ports/search-index.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { changedModels } from './changed-models.ts';
import { ownersIn } from './owners-in.ts';
import { readSearchable } from './read-searchable.ts';
import { registrationOrder } from './registration-order.ts';

export function searchSource(context: Pick<RegistryContext, 'repository' | 'branch' | 'clock'>): SearchSource {
  const { repository, branch } = context;
  return {
    tip: async () => (await repository.tip(branch)) ?? (await snapshotAt(context)).commit.oid,
    read: async function* (commit) {
      yield* searchableIn(await repository.snapshot(commit));
    },
    changes: async function* (before, after) {
      yield* changedModels(await repository.snapshot(before), await repository.snapshot(after));
    },
    order: (commit, known) => registrationOrder(repository, commit, known),
    policyFaults: async (commit) => policyFaultsIn(await repository.snapshot(commit)),
  };
}

/** Every model of a state of the registry. */
export async function* searchableIn(snapshot: Snapshot): AsyncIterable<SearchableModel> {
  yield* readSearchable(snapshot, await ownersIn(snapshot));
}

/** Of the policy, which says who owns the models. */
export async function policyFaultsIn(snapshot: Snapshot): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  await ownersIn(snapshot, faults);
  return faults;
}
