import { encode } from '../registry-schema/codec.ts';
import { editDocument } from '../registry-schema/edit.ts';
import { modelPath } from '../registry-schema/layout.ts';
import { requireUnsharedName } from './checks/find-shared-names.ts';
import type { RegistryContext } from './context.ts';
import { digestOf } from './domain/digest.ts';
import { ownersOf } from './domain/model-pattern.ts';
import { type ModelName, parseModelName } from './domain/names.ts';
import type { Oid } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import { judgeProposal } from './judging/judge-proposal.ts';
import { documentEdits, editedModel } from './models/edit-fields.ts';
import { changesPolicy, type FieldChange, fieldChanges } from './models/field-changes.ts';
import type { EditModelAnswer } from './models/model-answers.ts';
import { checkModelFields } from './models/model-fields.ts';
import { reviewWarnings } from './models/review-warnings.ts';
import type { Snapshot } from './ports/repository.ts';
import { branchOf, proposeChange } from './proposals/propose-change.ts';
import { readModel, readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { EditModelRequest } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';
import { type Decision, transact } from './writing/transact.ts';

/**
 * Changes what `model.yaml` says, in place, with its comments kept. Who owns the model, its risk tier and its next review
 * decide who may approve and which gates hold: a change of these is proposed, and the owners on the registry branch decide.
 * @throws MergelineError `NOT_FOUND`, `INPUT_INVALID`, `CREDENTIAL_FOUND`.
 */
export async function editModel(request: EditModelRequest, context: RegistryContext): Promise<EditModelAnswer> {
  const model = parseModelName(request.model);
  checkModelFields(request);
  const snapshot = await snapshotAt(context);
  const decision = await decideEdit(snapshot, model, request, context);
  if (decision.kind === 'answer') return decision.answer;
  const { changes } = decision.answer('' as Oid);
  const isProposed = await needsProposal(snapshot, changes, request);
  if (request.dryRun) {
    const branch = isProposed ? branchOf({ model, topic: topicOf(changes) }) : context.branch;
    const plan = await describePlan(branch, snapshot, decision, { proposal: isProposed });
    return { ...decision.answer('' as Oid), commit: null, plan };
  }
  if (isProposed) return await proposeEdit(model, decision, { snapshot, request }, context);
  const decide = (current: Snapshot) => decideDirectly(current, model, request, context);
  return await transact({ branch: context.branch, decide }, context);
}

async function decideEdit(
  snapshot: Snapshot,
  model: ModelName,
  request: EditModelRequest,
  { actor, clock }: RegistryContext,
): Promise<Decision<EditModelAnswer>> {
  const before = await readModel(snapshot, model);
  const after = editedModel(before, request);
  const changes = fieldChanges(before, after);
  const answer = { model, changes, policy: changesPolicy(changes), warnings: [], verdicts: [] };
  if (changes.length === 0) return { kind: 'answer', answer: { ...answer, commit: null, changed: false } };
  if (changes.some(({ field }) => field === 'externalName')) await requireUnsharedName(after, snapshot);
  // What was asked for is refused as such, before it could be told as a fault of the file.
  encode('Model', after);
  const path = modelPath(model);
  const file = await snapshot.read(path);
  const bytes = editDocument('Model', file?.bytes ?? new Uint8Array(), documentEdits(before, after), { file: path });
  const owners = [...after.owners, ...ownersOf(await readPolicy(snapshot), model)];
  const warnings = reviewWarnings(after, owners, clock.now());
  const subject = `edit ${model}: ${changes.map(({ field }) => field).join(', ')}`;
  return {
    kind: 'write',
    edits: [{ path, bytes }],
    message: commitMessage(subject, request.reason ?? '', { actor }),
    answer: (commit) => ({ ...answer, warnings, commit, changed: true }),
  };
}

async function needsProposal(
  snapshot: Snapshot,
  changes: readonly FieldChange[],
  { propose = false }: EditModelRequest,
): Promise<boolean> {
  return propose || (changesPolicy(changes) && (await readPolicy(snapshot)).changes.policy.gates.length > 0);
}

/** @throws MergelineError `CONFLICT` where others made of it a change of policy meanwhile. */
async function decideDirectly(
  snapshot: Snapshot,
  model: ModelName,
  request: EditModelRequest,
  context: RegistryContext,
): Promise<Decision<EditModelAnswer>> {
  const decision = await decideEdit(snapshot, model, request, context);
  if (decision.kind === 'write' && (await needsProposal(snapshot, decision.answer('' as Oid).changes, request))) {
    throw new MergelineError('CONFLICT', `Others changed ${model} or the policy at the same moment.`, {
      hint: 'Nothing was written. Run the command again.',
    });
  }
  return decision;
}

async function proposeEdit(
  model: ModelName,
  { edits, message, answer }: Extract<Decision<EditModelAnswer>, { kind: 'write' }>,
  { snapshot, request }: { readonly snapshot: Snapshot; readonly request: EditModelRequest },
  context: RegistryContext,
): Promise<EditModelAnswer> {
  const { changes } = answer('' as Oid);
  const { proposal, created } = await proposeChange(
    { kind: 'policy', topic: topicOf(changes), base: snapshot, edits, message, model, reason: request.reason ?? '' },
    context,
  );
  const { id, url, branch, head } = proposal;
  const { verdicts } = await judgeProposal(proposal, snapshot, 'presence', context);
  return { ...answer(head), commit: null, changed: created, proposal: { id, url, branch }, verdicts };
}

/** The same changes are the same proposal; others of one model wait beside it. */
function topicOf(changes: readonly FieldChange[]): string {
  return `edits/${digestOf(JSON.stringify(changes)).slice('sha256:'.length).slice(0, 12)}`;
}
