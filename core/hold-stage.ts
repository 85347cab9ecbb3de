import { encode } from '../registry-schema/codec.ts';
import { pointerPath } from '../registry-schema/layout.ts';
import type { HoldAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { endsSooner, isHeld, liftersOf, mayLift } from './domain/hold.ts';
import { type ModelName, parseModelName } from './domain/names.ts';
import type { StagePolicy } from './domain/policy.ts';
import type { Hold, Oid, Pointer } from './domain/records.ts';
import { MergelineError, PolicyRefusal } from './errors.ts';
import { nextPointer } from './pointers/plan-pointer.ts';
import type { Edit, Snapshot } from './ports/repository.ts';
import { publishPointer } from './publish-stages.ts';
import { parseInstant } from './reading/parse-instant.ts';
import { findPointer, ownersIn, readPolicy, stageNamed } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { WriteOptions } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';
import { type Decision, transact } from './writing/transact.ts';

export interface HoldRequest extends WriteOptions {
  readonly model: string;
  readonly stage: string;
  /** A date, or forever until somebody lifts it. */
  readonly until?: string;
}

/**
 * Keeps every promotion out of a stage until the hold ends. A direct commit: stopping is never slower than moving.
 * @throws PolicyRefusal `NOT_ALLOWED` for one that ends sooner than the present one, from whoever may not lift that.
 */
export async function holdStage(request: HoldRequest, context: RegistryContext): Promise<HoldAnswer> {
  if (!request.reason?.trim())
    throw new MergelineError('USAGE', 'A stage is held for a reason.', { hint: 'Say why with --reason.' });
  const { actor, clock } = context;
  const at = clock.now();
  const until = request.until === undefined ? undefined : parseInstant(request.until, { now: at, towards: 'future' });
  const hold: Hold = { by: actor, reason: request.reason, at, ...(until && { until }) };
  if (!isHeld(hold, at)) throw new MergelineError('INPUT_INVALID', `A hold until ${until} would be over already.`);
  return await changeHold(request, context, (present, owners) => {
    if (!isHeld(present, at)) return hold;
    if (present.until === undefined && until === undefined) return 'same';
    if (endsSooner(hold, present)) requireMayLift(present, owners, actor);
    return hold;
  });
}

/**
 * Lifts a hold. Whoever set it and the model's owners may; where nobody owns the model, everybody may.
 * @throws PolicyRefusal `NOT_ALLOWED`.
 */
export async function unholdStage(request: HoldRequest, context: RegistryContext): Promise<HoldAnswer> {
  return await changeHold(request, context, (present, owners) => {
    if (present === undefined) return 'same';
    requireMayLift(present, owners, context.actor);
    return undefined;
  });
}

function requireMayLift(hold: Hold, owners: readonly string[], actor: string): void {
  if (mayLift(hold, owners, [actor])) return;
  throw new PolicyRefusal('NOT_ALLOWED', `${actor} may not lift the hold that ${hold.by} set: ${hold.reason}`, {
    hint: `Ask one of: ${liftersOf(hold, owners).join(', ')}.`,
  });
}

type NextHold = (present: Hold | undefined, owners: readonly string[]) => Hold | undefined | 'same';

async function changeHold(request: HoldRequest, context: RegistryContext, next: NextHold): Promise<HoldAnswer> {
  const model = parseModelName(request.model);
  const decide = async (snapshot: Snapshot): Promise<Decision<HoldAnswer>> => {
    const { stage, pointer, owners } = await readHeld(snapshot, model, request.stage);
    const hold = next(pointer.hold, owners);
    const answer = {
      model,
      stage: stage.name,
      held: (hold === 'same' ? pointer.hold : hold) !== undefined,
      until: null,
      created: hold !== 'same',
    };
    if (hold === 'same')
      return { kind: 'answer', answer: { ...answer, until: pointer.hold?.until ?? null, commit: null } };
    const changed = withHold(pointer, hold, request.reason ?? '', context.actor);
    const edits: Edit[] = [{ path: pointerPath(model, stage.name), bytes: encode('StagePointer', changed) }];
    const message = commitMessage(`${hold ? 'hold' : 'unhold'} ${model} in ${stage.name}`, request.reason ?? '', {
      actor: context.actor,
    });
    return {
      kind: 'write',
      edits,
      message,
      answer: (commit: Oid) => ({ ...answer, until: hold?.until ?? null, commit }),
    };
  };
  if (!request.dryRun) {
    const answer = await transact({ branch: context.branch, decide }, context);
    if (answer.created) await publishPointer(model, answer.stage, context);
    return answer;
  }
  const snapshot = await snapshotAt(context);
  const decision = await decide(snapshot);
  if (decision.kind === 'answer') return decision.answer;
  return { ...decision.answer('' as Oid), commit: null, plan: await describePlan(context.branch, snapshot, decision) };
}

async function readHeld(
  snapshot: Snapshot,
  model: ModelName,
  stageText: string,
): Promise<{ stage: StagePolicy; pointer: Pointer; owners: readonly string[] }> {
  const policy = await readPolicy(snapshot);
  const stage = stageNamed(policy, stageText);
  const pointer = await findPointer(snapshot, model, stage.name);
  if (pointer !== undefined) return { stage, pointer, owners: await ownersIn(snapshot, policy, model) };
  throw new MergelineError('NOT_FOUND', `No version of ${model} holds ${stage.name}, so there is nothing to hold.`);
}

function withHold(pointer: Pointer, hold: Hold | undefined, reason: string, actor: string): Pointer {
  const { version, manifestDigest, image, model, stage, card, waivers } = pointer;
  return nextPointer(pointer, {
    model,
    stage,
    change: 'hold',
    holder: version === null || manifestDigest === null ? null : { version, manifestDigest, image },
    card,
    requestedBy: actor,
    reason,
    waivers,
    ...(hold && { hold }),
  });
}
