import { encode } from '../registry-schema/codec.ts';
import { judgedPath, receiptPath } from '../registry-schema/record-layout.ts';
import { commitMessage } from './commit-message.ts';
import type { RegistryContext } from './context.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import type { JudgedRecord, Oid, Receipt } from './domain/records.ts';
import { allowsMerge, type Verdict } from './domain/verdict.ts';
import { emptySnapshot } from './empty-snapshot.ts';
import { MergelineError } from './errors.ts';
import { findProposalOf, gatherCandidacy } from './gather-candidacy.ts';
import { judgeWithBreakGlass } from './judge-with-break-glass.ts';
import type { Edit, Snapshot } from './ports/repository.ts';
import { findJudgedRecord, findReceipt, lastReceiptDigest, recordsSnapshot } from './read-records.ts';
import { listModels, listPointers, readModel, readPolicy, readVersion, stageNamed } from './read-registry.ts';
import type { PublishAnswer, Published } from './registry.ts';
import { snapshotAt } from './snapshot-at.ts';
import { type PointerState, readStageHistory } from './stage-history.ts';
import { transact } from './transact.ts';
import { imagesOf, integrityFaultsOf } from './verify-version.ts';

/**
 * Brings the world to what the pointers say: every pointer of the default branch, however it came there, whose image is
 * not published yet. A generation that was never judged is judged now; what fails is reported and not shipped. Running it
 * twice does nothing the second time.
 * @param targets `iris@production`, or every pointer when empty.
 */
export async function publishStages(targets: readonly string[], context: RegistryContext): Promise<PublishAnswer> {
  const snapshot = await snapshotAt(context);
  const published: Published[] = [];
  for (const { model, stage } of await targetsOf(snapshot, targets))
    published.push(await publishPointer(model, stage, context));
  return { published };
}

async function targetsOf(
  snapshot: Snapshot,
  targets: readonly string[],
): Promise<readonly { model: ModelName; stage: StageName }[]> {
  if (targets.length > 0) {
    const policy = await readPolicy(snapshot);
    return await Promise.all(
      targets.map(async (text) => {
        const [name = '', stage = ''] = text.split('@');
        const model = parseModelName(name);
        await readModel(snapshot, model);
        return { model, stage: stageNamed(policy, stage).name };
      }),
    );
  }
  const all: { model: ModelName; stage: StageName }[] = [];
  for (const model of await listModels(snapshot)) all.push(...(await listPointers(snapshot, model)));
  return all;
}

/** One pointer: judged once, published once, with a receipt. Never throws for what the policy or a store refuses. */
export async function publishPointer(model: ModelName, stage: StageName, context: RegistryContext): Promise<Published> {
  const snapshot = await snapshotAt(context);
  const [state] = await readStageHistory(context.repository, snapshot, model, stage);
  if (state === undefined) {
    throw new MergelineError('NOT_FOUND', `No version of ${model} ever held ${stage}.`, {
      hint: `See: mergeline list ${model}`,
    });
  }
  const records = await recordsSnapshot(context);
  const { generation } = state.pointer;
  const receipt = await findReceipt(records, model, stage, generation);
  if (
    receipt !== undefined &&
    (receipt.image === null || (await context.openImages(model).has(receipt.image.digest)))
  ) {
    return outcome(
      state,
      receipt.image === null ? 'nothing-to-publish' : 'already',
      'it was published before',
      context,
    );
  }
  const judgement = await judgeOnce(state, records, context);
  if (!judgement.passed) return outcome(state, 'unjudged', judgement.reason, context);
  try {
    const reason = await ship(state, snapshot, context);
    await recordReceipt(state, judgement, context);
    return outcome(state, state.pointer.image === null ? 'nothing-to-publish' : 'published', reason, context);
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return outcome(state, error.code === 'DIGEST_MISMATCH' ? 'refused' : 'failed', error.message, context);
  }
}

type Judgement =
  | { readonly passed: true; readonly verdicts: readonly Verdict[]; readonly approvals: readonly string[] }
  | { readonly passed: false; readonly reason: string };

/** A generation that passed once is not judged again: time and people move on, what was shipped stays right. */
async function judgeOnce(state: PointerState, records: Snapshot, context: RegistryContext): Promise<Judgement> {
  const { pointer, entry, oid } = state;
  const proposal = await findProposalOf(pointer, oid, context);
  const approvals = (proposal?.reviews ?? [])
    .filter(({ verdict, head }) => verdict === 'approve' && head === proposal?.head)
    .map(({ actor }) => actor);
  const recorded = await findJudgedRecord(records, pointer.model, pointer.stage, pointer.generation);
  if (recorded !== undefined) return { passed: true, verdicts: recorded.verdicts, approvals };

  const [parent] = entry.commit.parents;
  const base = parent === undefined ? emptySnapshot : await context.repository.snapshot(parent);
  const committers = [entry.commit.author, entry.commit.committer].flatMap(({ name, email }) => [name, email]);
  try {
    const candidacy = await gatherCandidacy(
      { base, pointer, depth: 'bytes', ...(proposal ? { proposal } : { committers }) },
      context,
    );
    const verdicts = judgeWithBreakGlass(candidacy);
    if (!allowsMerge(verdicts)) return { passed: false, reason: objections(verdicts) };
    await recordJudgement(state, base.commit.oid, verdicts, context);
    return { passed: true, verdicts, approvals };
  } catch (error) {
    if (error instanceof MergelineError) return { passed: false, reason: error.message };
    throw error;
  }
}

function objections(verdicts: readonly Verdict[]): string {
  const against = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'pending');
  return against.map(({ gate, reason }) => `${gate}: ${reason}`).join('; ');
}

/** Every byte that goes out is checked against the manifest, and the image's digest against the pointer's. */
async function ship({ pointer }: PointerState, snapshot: Snapshot, context: RegistryContext): Promise<string> {
  const { model, version, image } = pointer;
  if (version === null) return 'the stage is empty';
  const { manifest } = await readVersion(snapshot, model, version);
  if (image === null) return `${model}@${version} cannot be served, so there is no image`;
  const faults = await integrityFaultsOf(manifest, await readPolicy(snapshot), 'bytes', context);
  if (faults.length > 0) throw new MergelineError('DIGEST_MISMATCH', faults.join('; '));
  const { modelPack, dataImage } = imagesOf(manifest);
  if (dataImage?.digest !== image.digest) {
    throw new MergelineError(
      'DIGEST_MISMATCH',
      `the pointer names ${image.digest}, the version gives ${dataImage?.digest ?? 'no image'}`,
    );
  }
  const images = context.openImages(model);
  await images.publish(modelPack, [`${model}:${version}`]);
  await images.publish(dataImage, [`${model}:${version}-image`, `${model}:${pointer.stage}`]);
  return `${pointer.stage} runs ${version}`;
}

async function recordJudgement(
  state: PointerState,
  policyCommit: Oid,
  verdicts: readonly Verdict[],
  context: RegistryContext,
): Promise<void> {
  const { model, stage, generation } = state.pointer;
  const record: JudgedRecord = {
    model,
    stage,
    generation,
    commit: state.entry.commit.oid,
    policyCommit,
    verdicts,
    at: context.clock.now(),
  };
  await addRecord(
    judgedPath(model, stage, generation),
    encode('JudgedRecord', record),
    `judge ${model}@${stage} generation ${generation}`,
    context,
  );
}

async function recordReceipt(
  state: PointerState,
  judgement: Extract<Judgement, { passed: true }>,
  context: RegistryContext,
): Promise<void> {
  const { model, stage, generation, version, manifestDigest, image } = state.pointer;
  const path = receiptPath(model, stage, generation);
  const at = context.clock.now();
  await transact(
    {
      branch: context.recordsBranch,
      decide: async (records) => {
        if ((await records.find(path)) !== undefined) return { kind: 'answer', answer: undefined };
        const receipt: Receipt = {
          model,
          stage,
          generation,
          version,
          manifestDigest,
          commit: state.entry.commit.oid,
          image: image && { reference: context.openImages(model).reference(image.digest), digest: image.digest },
          approvals: judgement.approvals,
          verdicts: judgement.verdicts,
          publishedBy: context.actor,
          at,
          previous: await lastReceiptDigest(records, model, stage, generation),
        };
        const edits: Edit[] = [{ path, bytes: encode('Receipt', receipt) }];
        const message = commitMessage(`publish ${model}@${stage} generation ${generation}`, '', {
          actor: context.actor,
        });
        return { kind: 'write', edits, message, answer: () => undefined };
      },
    },
    context,
  );
}

/** Adds a create-once file to the records branch; one that is there already stays. */
async function addRecord(path: string, bytes: Uint8Array, subject: string, context: RegistryContext): Promise<void> {
  await transact(
    {
      branch: context.recordsBranch,
      decide: async (records) =>
        (await records.find(path)) === undefined
          ? {
              kind: 'write',
              edits: [{ path, bytes }],
              message: commitMessage(subject, '', { actor: context.actor }),
              answer: () => undefined,
            }
          : { kind: 'answer', answer: undefined },
    },
    context,
  );
}

function outcome(
  { pointer }: PointerState,
  state: Published['state'],
  reason: string,
  context: RegistryContext,
): Published {
  const { model, stage, generation, version, image } = pointer;
  const digest = image?.digest ?? null;
  return {
    model,
    stage,
    generation,
    version,
    image: digest && context.openImages(model).reference(digest),
    digest,
    state,
    reason,
  };
}
