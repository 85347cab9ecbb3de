import { accountOf, parseActor } from '../domain/actor.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import { namesOf } from '../domain/principal.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { listModels, ownersIn } from '../reading/read-registry.ts';
import { type Check, checksOf } from './check.ts';

const { warning } = checksOf('policy');

/** Models for which an approvals gate waits in vain: it asks for more of their owners than there are. */
export async function checkOwners(snapshot: Snapshot, policy: Policy): Promise<readonly Check[]> {
  if (gatesForOwners(policy).length === 0) return [];
  const checks: Check[] = [];
  for (const model of await listModels(snapshot)) {
    const owners = await orFault([], () => ownersIn(snapshot, policy, model));
    if (owners !== undefined) checks.push(...checkModel(model, owners, policy));
  }
  return checks;
}

function checkModel(model: ModelName, owners: readonly string[], policy: Policy): readonly Check[] {
  return gatesForOwners(policy).flatMap(({ stage, by, count }) => {
    const people = namesOf(by, { roles: policy.roles, owners })
      .map(parseActor)
      .filter(({ bot }) => !bot);
    const accounts = new Set(people.map(accountOf).filter((account) => account !== ''));
    if (accounts.size >= count) return [];
    const left = accounts.size === 0 ? 'nobody' : `only ${accounts.size}`;
    return [
      warning(
        model,
        `${left} can approve it for ${stage}, which asks for ${count} of ${by.join(', ')}`,
        `Add owners to models/${model}/model.yaml or owners in registry.yaml`,
      ),
    ];
  });
}

function gatesForOwners({ stages }: Policy) {
  return stages.flatMap(({ name: stage, gates }) =>
    gates.flatMap((gate) =>
      gate.gate === 'approvals' && gate.by?.includes('owners') ? [{ stage, by: gate.by, count: gate.count }] : [],
    ),
  );
}
