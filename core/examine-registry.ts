import { checkActor } from './checks/check-actor.ts';
import { checkBase } from './checks/check-base.ts';
import { checkCopies } from './checks/check-copies.ts';
import { checkGarbage } from './checks/check-garbage.ts';
import { checkModels } from './checks/check-models.ts';
import { checkOwners } from './checks/check-owners.ts';
import { checkComparison, checkDatasets, checkOddities } from './checks/check-policy.ts';
import { checkProposals } from './checks/check-proposals.ts';
import { checkFiles, checkFolders, checkGit, checkStores } from './checks/check-repository.ts';
import { checkStages } from './checks/check-stages.ts';
import type { DoctorAnswer } from './checks/doctor-answer.ts';
import type { RegistryContext } from './context.ts';
import type { Surroundings } from './ports/surroundings.ts';
import { orFault } from './reading/or-fault.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';

/**
 * Looks for what is broken and for what works today and will hurt: faults, missing bytes and images, unpublished stages,
 * gates that are switched off, exceptions in force, proposals that do not fit any more. Without a policy that can be
 * read, only what needs none.
 */
export async function examineRegistry(
  context: RegistryContext & { readonly examineSurroundings: () => Promise<Surroundings> },
): Promise<DoctorAnswer> {
  const snapshot = await snapshotAt(context);
  const surroundings = await context.examineSurroundings();
  const policy = await orFault([], () => readPolicy(snapshot));
  return {
    checks: [
      ...(await checkFiles(context)),
      ...checkGit(surroundings, context.branch),
      ...(await checkFolders(snapshot)),
      ...(policy === undefined
        ? []
        : [
            checkStores(policy, context),
            ...(await checkCopies(snapshot, policy, context)),
            await checkGarbage(context),
            ...(await checkBase(policy, context)),
            checkComparison(policy),
            ...checkOddities(policy),
            ...(await checkOwners(snapshot, policy)),
            ...(await checkModels(snapshot, policy, context.clock.now())),
            ...(await checkDatasets(policy, snapshot, context)),
            ...(await checkStages(snapshot, policy, context)),
          ]),
      ...(await checkProposals(snapshot, context)),
      checkActor(surroundings, context.actor),
    ],
  };
}
