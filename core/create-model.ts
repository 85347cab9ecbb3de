import { isDeepStrictEqual } from 'node:util';
import { encode } from '../registry-schema/codec.ts';
import { cardPath, modelPath } from '../registry-schema/layout.ts';
import { newCard, readTemplate } from './cards/examine-card.ts';
import { requireUnsharedName } from './checks/find-shared-names.ts';
import type { RegistryContext } from './context.ts';
import { ownersOf } from './domain/model-pattern.ts';
import { type ModelName, parseModelName } from './domain/names.ts';
import type { Model, Oid } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import type { CreateModelAnswer } from './models/model-answers.ts';
import { checkModelFields, fieldsIn } from './models/model-fields.ts';
import { reviewWarnings } from './models/review-warnings.ts';
import type { Edit, Snapshot } from './ports/repository.ts';
import { branchOf, proposeChange } from './proposals/propose-change.ts';
import { findModel, readCard, readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { checkNamespace } from './registration/decide-registration.ts';
import type { CreateModelRequest } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';
import { type Decision, transact } from './writing/transact.ts';

/**
 * Makes a model before it has a version: `model.yaml` and a card to be filled in, in one commit. The same again writes
 * nothing (`created: false`).
 * @throws MergelineError `ALREADY_EXISTS` where the model says something else, `NAME_INVALID`, `CREDENTIAL_FOUND`.
 */
export async function createModel(request: CreateModelRequest, context: RegistryContext): Promise<CreateModelAnswer> {
  const model = parseModelName(request.model);
  checkModelFields(request);
  const owners = [...new Set(request.owners)];
  const wanted: Model = { tags: {}, links: [], ...fieldsIn(request), name: model, owners };
  const snapshot = await snapshotAt(context);
  const policy = await readPolicy(snapshot);
  const isProposed = request.propose || policy.changes.registration.gates.length > 0;
  const decide = (current: Snapshot) => decideModel(current, wanted, request, context);
  if (!isProposed && !request.dryRun) return await transact({ branch: context.branch, decide }, context);
  const decision = await decide(snapshot);
  if (decision.kind === 'answer') return decision.answer;
  if (!request.dryRun) return await proposeModel(wanted, decision, { snapshot, reason: request.reason ?? '' }, context);
  const branch = isProposed ? branchOf({ model, topic }) : context.branch;
  const plan = await describePlan(branch, snapshot, decision, { proposal: isProposed });
  return { ...decision.answer('' as Oid), commit: null, plan };
}

/** What the proposal of a model is about, as the end of its branch's name. */
const topic = 'model';

async function decideModel(
  snapshot: Snapshot,
  wanted: Model,
  { reason = '' }: CreateModelRequest,
  { actor, clock }: RegistryContext,
): Promise<Decision<CreateModelAnswer>> {
  const { name } = wanted;
  await checkNamespace(snapshot, name);
  const present = await findModel(snapshot, name);
  if (present !== undefined) {
    if (!isDeepStrictEqual(present, wanted)) throw alreadyExists(name);
    return { kind: 'answer', answer: { model: name, fields: present, commit: null, created: false, warnings: [] } };
  }
  const bytes = encode('Model', wanted);
  await requireUnsharedName(wanted, snapshot);
  const owners = [...new Set([...wanted.owners, ...ownersOf(await readPolicy(snapshot), name)])];
  const edits: Edit[] = [{ path: modelPath(name), bytes }];
  if ((await readCard(snapshot, name)) === undefined) {
    const card = newCard(await readTemplate(snapshot), { model: wanted, owners });
    edits.push({ path: cardPath(name), bytes: new TextEncoder().encode(card) });
  }
  const warnings = reviewWarnings(wanted, owners, clock.now());
  return {
    kind: 'write',
    edits,
    message: commitMessage(`create ${name}`, reason, { actor }),
    answer: (commit) => ({ model: name, fields: wanted, commit, created: true, warnings }),
  };
}

async function proposeModel(
  wanted: Model,
  { edits, message, answer }: Extract<Decision<CreateModelAnswer>, { kind: 'write' }>,
  { snapshot, reason }: { readonly snapshot: Snapshot; readonly reason: string },
  context: RegistryContext,
): Promise<CreateModelAnswer> {
  const { name: model } = wanted;
  const { proposal, created } = await proposeChange(
    { kind: 'registration', topic, base: snapshot, edits, message, model, reason },
    context,
  );
  const { id, url, branch, head } = proposal;
  if (!created) {
    const waiting = await findModel(await context.repository.snapshot(head), model);
    if (!isDeepStrictEqual(waiting, wanted)) {
      throw new MergelineError('ALREADY_EXISTS', `Proposal ${id} makes ${model} with other content.`, {
        hint: `See it with: mergeline proposal show ${id}`,
      });
    }
  }
  return { ...answer(head), commit: null, created, proposal: { id, url, branch } };
}

function alreadyExists(model: ModelName): MergelineError {
  return new MergelineError('ALREADY_EXISTS', `${model} is there already and says something else.`, {
    hint: `Change what it says with: mergeline model edit ${model}`,
  });
}
