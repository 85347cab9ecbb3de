import { integrityFaultsOf } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Instant } from '../domain/manifest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { Policy, StagePolicy } from '../domain/policy.ts';
import type { Pointer, PointerImage } from '../domain/records.ts';
import type { ErrorCode } from '../error-catalogue.ts';
import { MergelineError } from '../errors.ts';
import type { Candidacy, Contender } from '../gates/candidacy.ts';
import { imageOf } from '../pointers/compose-image.ts';
import type { RepositoryReader } from '../ports/repository.ts';
import { recordsSnapshot } from '../reading/read-records.ts';
import { cardDigest, findPointer, readCard, readModel, readPolicy, stageNamed } from '../reading/read-registry.ts';
import {
  lastLetPass,
  type PointerState,
  readStageHistory,
  statesLetPass,
  tenuresOf,
} from '../reading/stage-history.ts';
import { compileExpressions } from './compile-expressions.ts';
import { derivationFaultsOf } from './find-derivation-faults.ts';
import { deletionFaultsOf, rewritingFaultsOf } from './find-past-faults.ts';
import { committersOf, gatherBackers } from './gather-backers.ts';
import { evidenceFor, findContender } from './gather-contender.ts';
import type { Nomination } from './nomination.ts';

/** Everything that the judge may look at: all I/O of a judgement happens here. */
export async function gatherCandidacy(nomination: Nomination, context: RegistryContext): Promise<Candidacy> {
  const { base, pointer, proposal } = nomination;
  const policy = await readPolicy(base);
  const stage = stageNamed(policy, pointer.stage);
  const model = await readModel(base, pointer.model);
  const basePointer = await findPointer(base, pointer.model, pointer.stage);
  const states = await readStageHistory(context, base, pointer.model);
  const evidence = { base, policy, wanted: pointer.change === 'hold' ? [] : evidenceFor(policy, stage) };

  const candidate = await findContender(evidence, pointer.model, pointer.version, context);
  const records = await recordsSnapshot(context);
  const holder = (await lastLetPass(states.filter(isOf(stage)), records))?.pointer ?? basePointer;
  const incumbent = await findContender(evidence, pointer.model, holder?.version, context);
  const passed = pointer.version === null ? new Map() : await statesLetPass(states, records, pointer.version);
  const card = await readCard(base, pointer.model);
  const committers = await committersOf(nomination, context.repository);
  const expected = candidate
    ? await expectedImage({ policy, candidate, pointer, basePointer, passed }, context)
    : nothing;
  return {
    now: context.clock.now(),
    policy,
    stage,
    model,
    owners: [...new Set([...model.owners, ...ownersOf(policy, model.name)])],
    pointer,
    expectedImage: expected.image,
    cards: await cardsOf(nomination, context.repository),
    integrityFaults: [...(await faultsOf(nomination, candidate, policy, context)), ...expected.faults],
    tenures: tenuresOf(states, passed),
    backers: await gatherBackers(nomination, candidate, committers, context),
    committers,
    reviews: proposal?.reviews ?? [],
    expressions: await compileExpressions([...stage.gates, ...stage.rollback.gates], context),
    ...(candidate && { candidate }),
    holder: holder?.version ?? null,
    ...(incumbent && { incumbent }),
    ...(basePointer && { basePointer }),
    ...(card && { card: new TextDecoder().decode(card) }),
    ...(proposal && { head: proposal.head }),
  };
}

interface ExpectedImage {
  readonly image: PointerImage | null;
  /** Why it cannot be told. The pointer's own word stands in its place then. */
  readonly faults: readonly string[];
}

const nothing: ExpectedImage = { image: null, faults: [] };

interface Expectation {
  readonly policy: Policy;
  readonly candidate: Contender;
  readonly pointer: Pointer;
  readonly basePointer: Pointer | undefined;
  readonly passed: ReadonlyMap<PointerState, Instant>;
}

/**
 * A rollback takes the image that history records for the version in this stage, and a hold the one that the stage runs,
 * even if the pinned base has moved since.
 */
async function expectedImage(
  { policy, candidate, pointer, basePointer, passed }: Expectation,
  context: RegistryContext,
): Promise<ExpectedImage> {
  if (pointer.change === 'rollback') {
    const held = [...passed.keys()].filter((state) => state.pointer.stage === pointer.stage).at(-1);
    if (held !== undefined) return { image: held.pointer.image, faults: [] };
  }
  if (pointer.change === 'hold' && basePointer?.version === pointer.version)
    return { image: basePointer.image, faults: [] };
  const { manifest, manifestDigest } = candidate;
  try {
    return { image: await imageOf(policy, { manifest, digest: manifestDigest }, context), faults: [] };
  } catch (error) {
    if (!(error instanceof MergelineError) || !baseFaults.has(error.code)) throw error;
    return { image: pointer.image, faults: [error.message] };
  }
}

/** What is wrong with a pinned base, or with what the policy says of it. */
const baseFaults: ReadonlySet<ErrorCode> = new Set(['NOT_FOUND', 'DIGEST_MISMATCH', 'INPUT_INVALID']);

async function faultsOf(
  { base, pointer, depth }: Nomination,
  candidate: Contender | undefined,
  policy: Policy,
  context: RegistryContext,
): Promise<readonly string[]> {
  const faults = [...(await deletionFaultsOf(base, pointer, context))];
  if (candidate === undefined) return faults;
  const { manifest, manifestDigest } = candidate;
  faults.push(...(await integrityFaultsOf(manifest, policy, depth, context)));
  faults.push(...(await rewritingFaultsOf(base, manifest, context.repository)));
  // A version that held the stage before was examined then, and a stage without gates asks nothing of it.
  const isExamined = pointer.change === 'promotion' && stageNamed(policy, pointer.stage).gates.length > 0;
  if (depth === 'bytes' && isExamined)
    faults.push(...(await derivationFaultsOf(manifest, manifestDigest, policy, context)));
  return faults;
}

function isOf({ name }: StagePolicy): (state: PointerState) => boolean {
  return ({ pointer }) => pointer.stage === name;
}

/** The card may have changed since the proposal was made: what its reviewers read is what is frozen. */
async function cardsOf(
  { base, pointer: { model }, proposal }: Nomination,
  repository: RepositoryReader,
): Promise<readonly (Digest | null)[]> {
  const present = await cardDigest(base, model);
  return proposal === undefined
    ? [present]
    : [present, await cardDigest(await repository.snapshot(proposal.base), model)];
}
