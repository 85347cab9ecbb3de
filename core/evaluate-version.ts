import { encode } from '../registry-schema/codec.ts';
import { evaluationPath } from '../registry-schema/layout.ts';
import type { EvaluateAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { suggestName } from './domain/closest-name.ts';
import { digestOf, hexOf } from './domain/digest.ts';
import type { DatasetPolicy, Policy } from './domain/policy.ts';
import { present } from './domain/present.ts';
import type { Evaluation, Oid } from './domain/records.ts';
import { refuseErased } from './erasure/refuse-erased.ts';
import { MergelineError } from './errors.ts';
import { evaluateRegistered } from './evaluation/evaluate-registered.ts';
import { gatesLookingAt } from './evaluation/gates-looking-at.ts';
import { locateDataset } from './evaluation/locate-dataset.ts';
import type { DatasetSource } from './ports/dataset.ts';
import type { Snapshot } from './ports/repository.ts';
import { branchOf, proposeChange } from './proposals/propose-change.ts';
import { listEvaluations, readPolicy, readVersion } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { warningsOfEdits } from './reading/warnings-of-edits.ts';
import type { EvaluateRequest } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';
import { type Decision, transact } from './writing/transact.ts';

/**
 * Computes the metrics of a version on a data set that `registry.yaml` pins, and records them as evidence. The same
 * numbers on the same bytes again are answered with the evaluation that is there.
 * @throws MergelineError `USAGE` where none of several data sets is named, `NOT_FOUND` for an unknown one, `DIGEST_MISMATCH` for other bytes than the pinned ones.
 */
export async function evaluateVersion(request: EvaluateRequest, context: RegistryContext): Promise<EvaluateAnswer> {
  const snapshot = await snapshotAt(context);
  const policy = await readPolicy(snapshot);
  const { manifest, digest } = await resolveRef(snapshot, request.ref);
  await refuseErased(manifest, snapshot, context);
  const warnings = await warningsOfEdits(snapshot, context);
  const dataset = datasetNamed(policy, request, warnings);
  const source = request.data ?? (await sourceOf(dataset, { base: snapshot, policy }, context));
  const { evaluation, warnings: ofLabels } = await evaluateRegistered(
    { manifest, digest },
    dataset,
    source,
    policy,
    context,
    present({ slices: request.slices, onProgress: request.onProgress }),
  );
  const recorded = await record(evaluation, policy, request, context);
  return { ...recorded, gates: gatesLookingAt(dataset, policy), warnings: [...warnings, ...ofLabels] };
}

/** @param warnings what else a person should know who does not find it. */
function datasetNamed(
  policy: Policy,
  { ref, dataset: name }: Pick<EvaluateRequest, 'ref' | 'dataset'>,
  warnings: readonly string[],
): DatasetPolicy {
  const names = policy.datasets.map((dataset) => dataset.name);
  const [only] = policy.datasets;
  const dataset = name === undefined && names.length === 1 ? only : policy.datasets.find((it) => it.name === name);
  if (dataset !== undefined) return dataset;
  if (name === undefined && names.length > 1)
    throw new MergelineError('USAGE', `registry.yaml names several data sets: ${names.join(', ')}.`, {
      hint: `Say which one: mergeline evaluate ${ref} --dataset ${names[0]}`,
    });
  const { message, hint } = missingDataset(name, names);
  throw new MergelineError('NOT_FOUND', message, { hint: [...warnings, hint].filter(Boolean).join('\n') || undefined });
}

function missingDataset(name: string | undefined, names: readonly string[]): { message: string; hint?: string } {
  if (names.length === 0 || name === undefined)
    return {
      message: 'registry.yaml names no data set to evaluate on.',
      hint: 'Add one under datasets, with its digest, target and task: docs/registry-repository.md.',
    };
  const hint = suggestName(name, names);
  return { message: `registry.yaml names no data set ${JSON.stringify(name)}.`, ...(hint !== undefined && { hint }) };
}

async function sourceOf(
  dataset: DatasetPolicy,
  registry: { readonly base: Snapshot; readonly policy: Policy },
  context: RegistryContext,
): Promise<DatasetSource> {
  const located = await locateDataset(dataset, registry, context);
  switch (located.kind) {
    case 'here':
      return located.source;
    case 'away':
      throw new MergelineError('NOT_FOUND', located.reason, { hint: located.hint });
    case 'unsaid':
      throw new MergelineError('NOT_FOUND', `registry.yaml does not say where the bytes of ${dataset.name} are.`, {
        hint: 'Give the file with --data <file>, or write path or store to the data set: docs/evaluation.md.',
      });
  }
}

type Recorded = Omit<EvaluateAnswer, 'gates' | 'warnings'>;

async function record(
  evaluation: Evaluation,
  policy: Policy,
  request: EvaluateRequest,
  context: RegistryContext,
): Promise<Recorded> {
  const { manifestDigest: _, target: __, evaluatedBy: ___, at: ____, ...measured } = evaluation;
  const { model, version, dataset } = measured;
  const answer = { ...measured, rows: dataset.rows, created: true };
  const decide = async (snapshot: Snapshot): Promise<Decision<Recorded>> => {
    await readVersion(snapshot, model, version);
    const known = await listEvaluations(snapshot, model, version);
    if (known.some(({ id: _, ...other }) => sameNumbers(other, evaluation)))
      return { kind: 'answer', answer: { ...answer, commit: null, created: false } };
    const bytes = encode('Evaluation', evaluation);
    const id = `${dataset.name}-${hexOf(digestOf(bytes)).slice(0, 12)}`;
    const message = commitMessage(`evaluate ${model}@${version} on ${dataset.name}`, request.reason ?? '', {
      actor: context.actor,
    });
    const edits = [{ path: evaluationPath(model, version, id), bytes }];
    return { kind: 'write', edits, message, answer: (commit: Oid) => ({ ...answer, commit }) };
  };
  const needsProposal = policy.changes.evaluation.gates.length > 0;
  if (!request.dryRun && !needsProposal) return await transact({ branch: context.branch, decide }, context);

  const base = await snapshotAt(context);
  const decision = await decide(base);
  if (decision.kind === 'answer') return decision.answer;
  const topic = `evaluations/${version}/${dataset.name}`;
  if (request.dryRun) {
    const branch = needsProposal ? branchOf({ model, topic }) : context.branch;
    return { ...answer, commit: null, plan: await describePlan(branch, base, decision, { proposal: needsProposal }) };
  }
  const { edits, message } = decision;
  const { proposal, created } = await proposeChange(
    {
      kind: 'evaluation',
      topic,
      base,
      edits,
      message,
      model,
      version,
      reason: request.reason ?? '',
    },
    context,
  );
  return {
    ...answer,
    commit: null,
    created,
    proposal: { id: proposal.id, url: proposal.url, branch: proposal.branch },
  };
}

/** Apart from who measured when, and how the data set was called. */
function sameNumbers(a: Evaluation, b: Evaluation): boolean {
  const { evaluatedBy, at, dataset } = b;
  const digestIn = (it: Evaluation) =>
    digestOf(encode('Evaluation', { ...it, evaluatedBy, at, dataset: { ...it.dataset, name: dataset.name } }));
  return digestIn(a) === digestIn(b);
}
