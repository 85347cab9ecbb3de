import type { PromoteAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { suggestName } from './domain/closest-name.ts';
import { checkForCredentials } from './domain/credential.ts';
import type { Instant } from './domain/manifest.ts';
import { parseModelRef } from './domain/model-ref.ts';
import type { Policy, StagePolicy } from './domain/policy.ts';
import type { Waiver } from './domain/records.ts';
import { refuseErased } from './erasure/refuse-erased.ts';
import { MergelineError } from './errors.ts';
import { changePointer } from './pointers/change-pointer.ts';
import { imageOf } from './pointers/compose-image.ts';
import { parseInstant } from './reading/parse-instant.ts';
import { cardDigest, readPolicy, stageNamed } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { warningsOfEdits } from './reading/warnings-of-edits.ts';
import type { PromoteRequest } from './requests.ts';

/**
 * Asks for a stage: a judged proposal where the stage is reviewed, a judged commit where it is not.
 * @throws PolicyRefusal with the verdicts; `NOT_FOUND` for an unknown version or stage.
 */
export async function promoteVersion(request: PromoteRequest, context: RegistryContext): Promise<PromoteAnswer> {
  const { model } = parseModelRef(request.ref);
  const snapshot = await snapshotAt(context);
  const stage = stageNamed(await readPolicy(snapshot), request.to);
  const { manifest } = await resolveRef(snapshot, request.ref);
  await refuseErased(manifest, snapshot, context);
  const waivers = waiversOf(request, stage, { by: context.actor, now: context.clock.now() });
  const warnings = await warningsOfEdits(snapshot, context);
  const answer = await changePointer(
    {
      model,
      stage: stage.name,
      draft: request.draft,
      ...(request.dryRun && { dryRun: true }),
      intend: async (current) => {
        const registered = await resolveRef(current, `${model}@${manifest.version}`);
        const policy: Policy = await readPolicy(current);
        return {
          model,
          stage: stage.name,
          change: 'promotion',
          holder: {
            version: manifest.version,
            manifestDigest: registered.digest,
            image: await imageOf(policy, registered, context),
          },
          card: await cardDigest(current, model),
          requestedBy: context.actor,
          reason: request.reason ?? '',
          waivers,
        };
      },
    },
    context,
  );
  return { ...answer, warnings: [...answer.warnings, ...warnings] };
}

function waiversOf(
  { waive = [] }: PromoteRequest,
  stage: StagePolicy,
  { by, now }: { readonly by: string; readonly now: Instant },
): readonly Waiver[] {
  checkForCredentials({ waivers: Object.fromEntries(waive.map(({ gate, reason }) => [gate, reason])) });
  const gates = stage.gates.map(({ id }) => id);
  return waive.map(({ gate, reason, until }) => {
    if (gates.includes(gate)) return { gate, reason, by, until: parseInstant(until, { now, towards: 'future' }) };
    throw new MergelineError('NOT_FOUND', `${stage.name} has no gate ${JSON.stringify(gate)} to waive.`, {
      hint: suggestName(gate, gates),
    });
  });
}
