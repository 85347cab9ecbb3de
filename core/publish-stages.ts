import { encode } from '../registry-schema/codec.ts';
import { receiptPath } from '../registry-schema/record-layout.ts';
import type { PublishAnswer, Published } from './answers.ts';
import { placementOf } from './artifacts/placement.ts';
import { findArtifact, imagesOf, integrityFaultsOf } from './artifacts/verify-version.ts';
import { withTransfers } from './artifacts/with-transfers.ts';
import type { RegistryContext } from './context.ts';
import type { Image, ImageIndex } from './domain/image.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import type { Policy } from './domain/policy.ts';
import { present } from './domain/present.ts';
import type { ErrorCode } from './error-catalogue.ts';
import { MergelineError, PolicyRefusal } from './errors.ts';
import { foreseeJudgement, judgeOnce, type PassedJudgement } from './judging/judge-once.ts';
import { composeNamed } from './pointers/compose-image.ts';
import { imageReference } from './pointers/image-reference.ts';
import type { Snapshot } from './ports/repository.ts';
import { findReceipt, lastReceiptDigest, recordsSnapshot } from './reading/read-records.ts';
import {
  findPointer,
  findStatus,
  listModels,
  listPointedStages,
  readModel,
  readPolicy,
  readVersion,
  stageNamed,
} from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { isStateOf, type PointerHistory, type PointerState, readPointerHistory } from './reading/stage-history.ts';
import type { WriteOptions } from './requests.ts';
import { addRecord } from './writing/add-record.ts';

/**
 * Brings the world to what the pointers say: every pointer of the default branch, however it came there, whose image is
 * not published yet. A generation that was never judged is judged now; what fails is reported and not shipped. Running it
 * twice does nothing the second time.
 * @param targets `iris@production`, or every pointer when empty.
 */
export async function publishStages(
  targets: readonly string[],
  options: WriteOptions,
  context: RegistryContext,
): Promise<PublishAnswer> {
  const snapshot = await snapshotAt(context);
  return await withTransfers(context, async () => {
    const published: Published[] = [];
    for (const { model, stage } of await targetsOf(snapshot, targets))
      published.push(await publishPointer(model, stage, context, options));
    return { published };
  });
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
  for (const model of await listModels(snapshot))
    for (const stage of await listPointedStages(snapshot, model)) all.push({ model, stage });
  return all;
}

/** A generation of a pointer that is to be published, and the policy that says where to. */
interface Publication {
  readonly state: PointerState;
  readonly history: PointerHistory;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

/**
 * One pointer: judged once, published once, with a receipt. What the policy or a store refuses, and what cannot be read or
 * written now, is its state and never thrown. A dry run judges and checks all the same, and leaves no trace.
 */
export async function publishPointer(
  model: ModelName,
  stage: StageName,
  context: RegistryContext,
  options: WriteOptions = {},
): Promise<Published> {
  const snapshot = await snapshotAt(context);
  const fault = await faultOfPointer(snapshot, model, stage);
  if (fault !== undefined) return unreadable(model, stage, fault);
  const history = await readPointerHistory(context, snapshot, model, stage);
  if (history === undefined) throw new MergelineError('INTERNAL', `The pointer of ${model}@${stage} has no history.`);
  const publication: Publication = { state: history[0], history, snapshot, policy: await readPolicy(snapshot) };
  try {
    const records = await recordsSnapshot(context);
    if (await isPublished(publication, records, context))
      return outcome(publication, 'already', 'it was published before', context);
    const judge = options.dryRun ? foreseeJudgement : judgeOnce;
    const judgement = await judge(history, records, context);
    if (!judgement.passed) return outcome(publication, 'unjudged', judgement.reason, context);
    return await deliver(publication, judgement, options, context);
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return outcome(publication, error.code === 'FILE_INVALID' ? 'unjudged' : 'failed', error.message, context);
  }
}

async function deliver(
  publication: Publication,
  judgement: PassedJudgement,
  { dryRun, reason }: WriteOptions,
  context: RegistryContext,
): Promise<Published> {
  try {
    const { result, images } = await checkShipment(publication, context);
    if (dryRun) return outcome(publication, 'due', result, context);
    if (images !== undefined) await ship(publication, images, context);
    await recordReceipt(publication, judgement, reason, context);
    return outcome(publication, 'published', result, context);
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return outcome(publication, shipRefusals.has(error.code) ? 'refused' : 'failed', error.message, context);
  }
}

/** Why the present pointer cannot be read. @throws MergelineError `NOT_FOUND` when there is none. */
async function faultOfPointer(
  snapshot: Snapshot,
  model: ModelName,
  stage: StageName,
): Promise<MergelineError | undefined> {
  try {
    if ((await findPointer(snapshot, model, stage)) !== undefined) return undefined;
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'FILE_INVALID') return error;
    throw error;
  }
  throw new MergelineError('NOT_FOUND', `No version of ${model} holds ${stage}.`, {
    hint: `See: mergeline list ${model}`,
  });
}

function unreadable(model: ModelName, stage: StageName, { message }: MergelineError): Published {
  return { model, stage, generation: 0, version: null, image: null, digest: null, state: 'unjudged', reason: message };
}

async function isPublished(
  { state, history, policy }: Publication,
  records: Snapshot,
  context: RegistryContext,
): Promise<boolean> {
  const { model, stage, generation } = state.pointer;
  const receipt = await findReceipt(records, model, stage, generation);
  if (receipt === undefined || !isStateOf(receipt.commit, history)) return false;
  if (receipt.image === null) return true;
  return await context.openImages(placementOf(policy, model), model).has(receipt.image.digest);
}

/** What is wrong with the shipment itself, where trying again does not help. */
const shipRefusals: ReadonlySet<ErrorCode> = new Set(['DIGEST_MISMATCH', 'GATE_FAILED']);

interface Shipment {
  /** What is so once it is shipped, in words. */
  readonly result: string;
  /** Absent when there is nothing to ship. */
  readonly images?: {
    readonly modelPack: Image;
    readonly dataImage: Image;
    /** The model on a serving base; absent where the stage runs the data image. */
    readonly serving?: Image | ImageIndex;
  };
}

/** Every byte that goes out is checked against the manifest, and the image's digest against the pointer's. */
async function checkShipment({ state, snapshot, policy }: Publication, context: RegistryContext): Promise<Shipment> {
  const { model, stage, version, image, manifestDigest } = state.pointer;
  if (version === null) return { result: 'the stage is empty' };
  const { manifest, digest } = await readVersion(snapshot, model, version);
  const status = await findStatus(snapshot, model, version);
  // No record makes this right: a version that holds a stage is not yanked, so somebody moved it in by hand.
  if (status?.state === 'yanked' || status?.state === 'erased')
    throw new PolicyRefusal('GATE_FAILED', `${model}@${version} is ${status.state}: ${status.reason}`);
  if (digest !== manifestDigest)
    throw new MergelineError('DIGEST_MISMATCH', `the pointer names manifest ${manifestDigest}, the file is ${digest}`);
  if (image === null) return { result: `${model}@${version} cannot be served, so there is no image` };
  // Bytes that are elsewhere are no wrong bytes: where they are, publishing goes on.
  for (const artifact of manifest.artifacts) await findArtifact(artifact, manifest, policy, context);
  const faults = await integrityFaultsOf(manifest, policy, 'bytes', context);
  if (faults.length > 0) throw new MergelineError('DIGEST_MISMATCH', faults.join('; '));
  const { modelPack, dataImage } = imagesOf(manifest);
  const { base } = image;
  if (dataImage === undefined || (base === 'none' && dataImage.digest !== image.digest)) {
    throw new MergelineError(
      'DIGEST_MISMATCH',
      `the pointer names ${image.digest}, the version gives ${dataImage?.digest ?? 'no image'}`,
    );
  }
  const composed =
    base === 'none' ? {} : { serving: await composeNamed({ ...image, base }, { manifest, digest }, policy, context) };
  return { result: `${stage} runs ${version}`, images: { modelPack, dataImage, ...composed } };
}

async function ship(
  { state, policy }: Publication,
  { modelPack, dataImage, serving }: NonNullable<Shipment['images']>,
  context: RegistryContext,
): Promise<void> {
  const { model, stage, version } = state.pointer;
  const images = context.openImages(placementOf(policy, model), model);
  await images.publish(modelPack, [`${model}:${version}`]);
  const dataTag = `${model}:${version}-image`;
  if (serving === undefined) await images.publish(dataImage, [dataTag, `${model}:${stage}`]);
  else {
    const tags = [`${model}:${version}-serving`, `${model}:${stage}`];
    await images.publish(dataImage, [dataTag]);
    await ('images' in serving ? images.publishIndex(serving, tags) : images.publish(serving, tags));
  }
}

async function recordReceipt(
  { state, policy }: Publication,
  { verdicts, approvals }: PassedJudgement,
  reason: string | undefined,
  context: RegistryContext,
): Promise<void> {
  const { model, stage, generation, version, manifestDigest } = state.pointer;
  const at = context.clock.now();
  await addRecord(
    {
      path: receiptPath(model, stage, generation),
      subject: `publish ${model}@${stage} generation ${generation}`,
      ...present({ reason }),
      encode: async (records) =>
        encode('Receipt', {
          model,
          stage,
          generation,
          version,
          manifestDigest,
          commit: state.entry.commit.oid,
          image: imageReference(state.pointer, policy, context),
          approvals,
          verdicts,
          publishedBy: context.actor,
          at,
          previous: await lastReceiptDigest(records, model, stage, generation),
        }),
    },
    context,
  );
}

/** States in which all is well; a pointer without an image has nothing to publish then. */
const wellStates: readonly Published['state'][] = ['published', 'already', 'due'];

function outcome(
  { state: { pointer }, policy }: Publication,
  state: Published['state'],
  reason: string,
  context: RegistryContext,
): Published {
  const { model, stage, generation, version } = pointer;
  const image = imageReference(pointer, policy, context);
  return {
    model,
    stage,
    generation,
    version,
    image: image?.reference ?? null,
    digest: image?.digest ?? null,
    state: image === null && wellStates.includes(state) ? 'nothing-to-publish' : state,
    reason,
  };
}
