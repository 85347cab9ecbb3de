import { encode } from '../../registry-schema/codec.ts';
import { pointerPath } from '../../registry-schema/layout.ts';
import type { PromoteAnswer } from '../answers.ts';
import type { RegistryContext } from '../context.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Policy, StagePolicy } from '../domain/policy.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import { allowsMerge, allowsProposal, type Verdict } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import { gatherCandidacy } from '../judging/gather-candidacy.ts';
import { judge } from '../judging/judge.ts';
import { recordJudgement } from '../judging/judge-once.ts';
import { judgeProposal } from '../judging/judge-proposal.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Edit, Snapshot } from '../ports/repository.ts';
import { branchOf, proposeChange } from '../proposals/propose-change.ts';
import { summariseProposal } from '../proposals/summarise-proposal.ts';
import { publishPointer } from '../publish-stages.ts';
import { findPointer, readPolicy, stageNamed } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import type { WriteOptions } from '../requests.ts';
import { recordOrLeave } from '../writing/add-record.ts';
import { commitMessage } from '../writing/commit-message.ts';
import { describePlan } from '../writing/plan-answer.ts';
import { type Decision, transact } from '../writing/transact.ts';
import { imageReference } from './image-reference.ts';
import { nextPointer, type PointerIntent } from './plan-pointer.ts';
import { refuse } from './refuse.ts';

export interface PointerRequest extends WriteOptions {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly draft?: boolean | undefined;
  /** Moves the pointer also when it says already what is asked. */
  readonly anew?: boolean;
  /** Decides, on one state of the registry, what the pointer is to say. */
  readonly intend: (snapshot: Snapshot, base: Pointer | undefined) => Promise<PointerIntent>;
}

/** A pointer as it would be, judged on the state that it was made from. */
interface JudgedPointer {
  readonly policy: Policy;
  readonly policyCommit: Oid;
  readonly pointer: Pointer;
  readonly verdicts: readonly Verdict[];
  readonly edits: readonly Edit[];
  readonly message: string;
}

/**
 * Moves a pointer as its stage wants it: by a proposal, or by a direct commit that is judged all the same.
 * @throws PolicyRefusal with the verdicts when a gate says no.
 */
export async function changePointer(request: PointerRequest, context: RegistryContext): Promise<PromoteAnswer> {
  const snapshot = await snapshotAt(context);
  const stage = stageNamed(await readPolicy(snapshot), request.stage);
  if (request.dryRun) return await dryRun(request, stage, snapshot, context);
  const answer =
    stage.review === 'proposal' ? await propose(request, snapshot, context) : await commitDirectly(request, context);
  return answer === 'unchanged' ? await settle(request, stage, context) : answer;
}

/**
 * The stage says already what is asked: it is published, where that was not done. When somebody moved it by hand and
 * nothing let that pass, the same is asked for once more, one generation later, so that it can be judged and approved.
 */
async function settle(request: PointerRequest, stage: StagePolicy, context: RegistryContext): Promise<PromoteAnswer> {
  const published = await publishPointer(request.model, request.stage, context);
  const snapshot = await snapshotAt(context);
  const present = await unchanged(request, snapshot, context);
  if (published.state !== 'unjudged') return { ...present, published };
  const anew = { ...request, anew: true };
  const answer =
    stage.review === 'proposal' ? await propose(anew, snapshot, context) : await commitDirectly(anew, context);
  return answer === 'unchanged' ? { ...present, published } : answer;
}

async function commitDirectly(request: PointerRequest, context: RegistryContext): Promise<PromoteAnswer | 'unchanged'> {
  const decide = async (
    snapshot: Snapshot,
  ): Promise<Decision<{ judged: JudgedPointer; commit: Oid } | 'unchanged'>> => {
    const judged = await judgeOn(snapshot, request, context);
    if (judged === undefined) return { kind: 'answer', answer: 'unchanged' };
    if (!allowsMerge(judged.verdicts)) throw refuse(judged.pointer, judged.verdicts);
    const { edits, message } = judged;
    return { kind: 'write', edits, message, answer: (commit) => ({ judged, commit }) };
  };
  const moved = await transact({ branch: context.branch, decide }, context);
  if (moved === 'unchanged') return moved;
  const { judged, commit } = moved;
  // Recorded here and not by the publication, which looks at the newest generation only.
  const judgement = { verdicts: judged.verdicts, approvals: [] };
  await recordOrLeave(() => recordJudgement({ ...judged, commit }, judgement, context));
  const answer = answerOf(judged, context, { commit });
  return { ...answer, published: await publishPointer(request.model, request.stage, context) };
}

async function propose(
  request: PointerRequest,
  snapshot: Snapshot,
  context: RegistryContext,
): Promise<PromoteAnswer | 'unchanged'> {
  const judged = await judgeOn(snapshot, request, context);
  if (judged === undefined) return 'unchanged';
  const { pointer, verdicts } = judged;
  if (!allowsProposal(verdicts) && !request.draft) throw refuse(pointer, verdicts);
  const { proposal, created } = await proposeChange(
    {
      kind: pointer.change === 'hold' ? 'promotion' : pointer.change,
      topic: topicOf(pointer),
      base: snapshot,
      edits: judged.edits,
      message: judged.message,
      model: pointer.model,
      stage: pointer.stage,
      version: pointer.version,
      replaces: pointer.replaces,
      reason: pointer.reason,
      draft: request.draft,
    },
    context,
  );
  return created ? answerOf(judged, context, { proposal, created }) : await answerOpen(judged, proposal, context);
}

/**
 * The proposal that is open already, judged as it stands there.
 * @throws MergelineError `ALREADY_EXISTS` when it asks for other waivers.
 */
async function answerOpen(judged: JudgedPointer, proposal: Proposal, context: RegistryContext): Promise<PromoteAnswer> {
  const { pointer, verdicts } = await judgeProposal(proposal, await snapshotAt(context), 'presence', context);
  if (pointer === undefined || !sameWaivers(pointer, judged.pointer)) {
    throw new MergelineError('ALREADY_EXISTS', `Proposal ${proposal.id} asks for the same with other waivers.`, {
      hint: `Close it first with: mergeline proposal close ${proposal.id}`,
    });
  }
  const answer = answerOf({ ...judged, pointer, verdicts }, context, { proposal, created: false });
  return { ...answer, warnings: warningsOfReason(judged.pointer.reason, proposal) };
}

/** A proposal keeps the reason that it was opened with, which is what its reviewers read. */
function warningsOfReason(given: string, { id, reason }: Proposal): readonly string[] {
  if (given === '' || given === reason) return [];
  const text = reason === '' ? 'without a reason' : `for another reason (${reason})`;
  return [
    `Proposal ${id} was opened ${text}; yours was not recorded. To record it, close that one first: mergeline proposal close ${id}`,
  ];
}

function sameWaivers(a: Pointer, b: Pointer): boolean {
  const terms = ({ waivers }: Pointer) =>
    JSON.stringify(waivers.map(({ gate, reason, until }) => [gate, reason, until]));
  return terms(a) === terms(b);
}

async function dryRun(
  request: PointerRequest,
  { review }: StagePolicy,
  snapshot: Snapshot,
  context: RegistryContext,
): Promise<PromoteAnswer> {
  const judged = await judgeOn(snapshot, request, context);
  if (judged === undefined) return await unchanged(request, snapshot, context);
  const proposal = review === 'proposal';
  const branch = proposal ? branchOf({ model: request.model, topic: topicOf(judged.pointer) }) : context.branch;
  return { ...answerOf(judged, context, {}), plan: await describePlan(branch, snapshot, judged, { proposal }) };
}

function topicOf({ change, stage, version }: Pointer): string {
  if (version === null) return `${stage}/withdrawal`;
  return change === 'rollback' ? `${stage}/rollback-${version}` : `${stage}/${version}`;
}

/** Undefined when the stage says already what is asked. */
async function judgeOn(
  snapshot: Snapshot,
  request: PointerRequest,
  context: RegistryContext,
): Promise<JudgedPointer | undefined> {
  const policy = await readPolicy(snapshot);
  const stage = stageNamed(policy, request.stage);
  const base = await findPointer(snapshot, request.model, stage.name);
  const intent = await request.intend(snapshot, base);
  if (!request.anew && saysAlready(base, intent)) return undefined;

  const pointer = nextPointer(base, intent);
  const verdicts = judge(await gatherCandidacy({ base: snapshot, pointer, depth: 'bytes' }, context));
  const edits: Edit[] = [{ path: pointerPath(pointer.model, pointer.stage), bytes: encode('StagePointer', pointer) }];
  const message = commitMessage(subjectOf(pointer), pointer.reason, { actor: context.actor });
  return { policy, policyCommit: snapshot.commit.oid, pointer, verdicts, edits, message };
}

function saysAlready(base: Pointer | undefined, { holder, change }: PointerIntent): boolean {
  if (change === 'hold') return false;
  return (
    (base?.version ?? null) === (holder?.version ?? null) &&
    (base?.image?.digest ?? null) === (holder?.image?.digest ?? null)
  );
}

async function unchanged(
  { model, stage }: PointerRequest,
  snapshot: Snapshot,
  context: RegistryContext,
): Promise<PromoteAnswer> {
  const pointer = await findPointer(snapshot, model, stage);
  return {
    model,
    stage,
    version: pointer?.version ?? null,
    replaces: pointer?.replaces ?? null,
    verdicts: [],
    image: imageReference(pointer, await readPolicy(snapshot), context),
    created: false,
    warnings: [],
  };
}

function answerOf(
  { pointer, policy, verdicts }: JudgedPointer,
  context: RegistryContext,
  done: { readonly commit?: Oid; readonly proposal?: Proposal; readonly created?: boolean },
): PromoteAnswer {
  return {
    model: pointer.model,
    stage: pointer.stage,
    version: pointer.version,
    replaces: pointer.replaces,
    verdicts,
    image: imageReference(pointer, policy, context),
    created: done.created ?? true,
    warnings: [],
    ...(done.commit && { commit: done.commit }),
    ...(done.proposal && { proposal: summariseProposal(done.proposal) }),
  };
}

export function subjectOf({ change, model, stage, version }: Pointer): string {
  switch (change) {
    case 'promotion':
      return `promote ${model}@${version} to ${stage}`;
    case 'rollback':
      return `roll ${model} back to ${version} in ${stage}`;
    case 'withdrawal':
      return `withdraw ${model} from ${stage}`;
    case 'hold':
      return `change the hold of ${model} in ${stage}`;
  }
}
