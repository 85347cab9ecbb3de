import type { Policy } from '../domain/policy.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { readPolicy } from '../reading/read-registry.ts';

export type Owners = Pick<Policy, 'owners'>;

/**
 * Without a policy that can be read, models have the owners that they name themselves.
 * @param faults takes what is wrong with it.
 */
export async function ownersIn(snapshot: Snapshot, faults: Fault[] = []): Promise<Owners> {
  return (await orFault(faults, () => readPolicy(snapshot))) ?? { owners: [] };
}
