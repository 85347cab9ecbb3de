import type { PromoteAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import type { Pointer } from './domain/records.ts';
import { normaliseVersion, type Version } from './domain/version.ts';
import { refuseErased } from './erasure/refuse-erased.ts';
import { MergelineError } from './errors.ts';
import { mergeProposal } from './merge-proposal.ts';
import { changePointer } from './pointers/change-pointer.ts';
import { requireMayBreakGlass, requireReason } from './pointers/may-break-glass.ts';
import type { Snapshot } from './ports/repository.ts';
import { recordsSnapshot } from './reading/read-records.ts';
import {
  cardDigest,
  findPointer,
  findStatus,
  ownersIn,
  readModel,
  readPolicy,
  readVersion,
  stageNamed,
} from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { type PointerState, readStageHistory, statesLetPass } from './reading/stage-history.ts';
import type { RollbackRequest } from './requests.ts';

/**
 * Gives a stage back to a version that held it: judged by the short list of gates, with the image that history records.
 * @throws MergelineError `NOT_FOUND` when no earlier holder can take it.
 */
export async function rollbackStage(request: RollbackRequest, context: RegistryContext): Promise<PromoteAnswer> {
  const model = parseModelName(request.model);
  const snapshot = await snapshotAt(context);
  await readModel(snapshot, model);
  const policy = await readPolicy(snapshot);
  const stage = stageNamed(policy, request.stage);
  if (request.breakGlass) {
    requireReason(request.reason);
    requireMayBreakGlass(stage, context.actor, policy.roles, await ownersIn(snapshot, policy, model));
  }
  const target = await findTarget(snapshot, model, stage.name, request, context);
  await refuseErased({ model, version: target.version }, snapshot, context);
  const answer = await changePointer(
    {
      model,
      stage: stage.name,
      ...(request.dryRun && { dryRun: true }),
      intend: async (current) => {
        const { digest } = await readVersion(current, model, target.version);
        return {
          model,
          stage: stage.name,
          change: 'rollback',
          holder: { version: target.version, manifestDigest: digest, image: target.image },
          card: await cardDigest(current, model),
          requestedBy: context.actor,
          reason: request.reason ?? '',
        };
      },
    },
    context,
  );
  if (!request.breakGlass || answer.proposal === undefined || request.dryRun) return answer;
  const merged = await mergeProposal(
    answer.proposal.id,
    { breakGlass: true, ...(request.reason && { reason: request.reason }) },
    context,
  );
  return {
    ...answer,
    proposal: { ...answer.proposal, state: 'merged' },
    commit: merged.commit,
    verdicts: merged.verdicts,
    ...(merged.published && { published: merged.published }),
  };
}

interface RollbackTarget {
  readonly version: Version;
  readonly image: Pointer['image'];
}

async function findTarget(
  snapshot: Snapshot,
  model: ModelName,
  stage: StageName,
  { to }: RollbackRequest,
  context: RegistryContext,
): Promise<RollbackTarget> {
  const present = await findPointer(snapshot, model, stage);
  if (to !== undefined && normaliseVersion(to) === present?.version)
    throw new MergelineError(
      'NOT_FOUND',
      `${model}@${present.version} holds ${stage} now; there is nothing to roll back.`,
      {
        hint: `See who held it before with: mergeline history ${model}@${stage}`,
      },
    );
  const states = await readStageHistory(context, snapshot, model, stage);
  const passed = await statesLetPass(states, await recordsSnapshot(context));
  const held = states
    .filter((state) => passed.has(state))
    .map(({ pointer }) => pointer)
    .filter(({ version }) => version !== null && version !== present?.version);
  const target =
    to === undefined
      ? await firstInUse(snapshot, beforePromotionOf(present, held, states))
      : held.find(({ version }) => version === normaliseVersion(to));
  if (target?.version) return { version: target.version, image: target.image };
  const names = [...new Set(held.map(({ version }) => version))].join(', ');
  throw new MergelineError(
    'NOT_FOUND',
    to === undefined
      ? `No version that is still in use held ${stage} of ${model} before the present one was promoted.`
      : `${model}@${to} never held ${stage}.`,
    {
      hint:
        names === ''
          ? `See its history with: mergeline history ${model}@${stage}`
          : `Name one of the other holders with --to: ${names}.`,
    },
  );
}

/**
 * Holders from before the present version was promoted: after a rollback, what was rolled away from is not the way back.
 * @param held newest first.
 */
function beforePromotionOf(
  present: Pointer | undefined,
  held: readonly Pointer[],
  states: readonly PointerState[],
): readonly Pointer[] {
  const isItsPromotion = ({ pointer }: PointerState) =>
    pointer.change === 'promotion' && pointer.version === present?.version;
  const promoted = present?.version ? states.find(isItsPromotion)?.pointer.generation : undefined;
  return promoted === undefined ? held : held.filter(({ generation }) => generation < promoted);
}

async function firstInUse(snapshot: Snapshot, held: readonly Pointer[]): Promise<Pointer | undefined> {
  for (const pointer of held) {
    const status = pointer.version && (await findStatus(snapshot, pointer.model, pointer.version));
    if (!status || status.state === 'active' || status.state === 'deprecated') return pointer;
  }
  return undefined;
}
