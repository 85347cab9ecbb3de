import { integrityFaultsOf } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName } from '../domain/names.ts';
import type { DatasetPolicy, Policy, StagePolicy } from '../domain/policy.ts';
import type { Evaluation, Pointer, PointerImage } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import { MergelineError } from '../errors.ts';
import { datasetInRegistry, measureVersion } from '../evaluation/measure-version.ts';
import type { Candidacy, Contender, Tenure } from '../gates/candidacy.ts';
import { imageOf } from '../pointers/plan-pointer.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { recordsSnapshot } from '../reading/read-records.ts';
import {
  cardDigest,
  findPointer,
  findStatus,
  findVersion,
  listEvaluations,
  readCard,
  readModel,
  readPolicy,
  stageNamed,
} from '../reading/read-registry.ts';
import { type PointerState, readStageHistory, statesLetPass, tenuresOf } from '../reading/stage-history.ts';
import { compileExpressions } from './compile-expressions.ts';
import { deletionFaultsOf, rewritingFaultsOf } from './find-past-faults.ts';
import { committersOf, gatherBackers } from './gather-backers.ts';
import type { Nomination } from './nomination.ts';

/** Why a version has no evaluation on a data set on which it was to be measured now. */
export interface Unmeasured {
  readonly version: Version;
  /** As the policy names it. */
  readonly dataset: string;
  readonly reason: string;
}

export interface GatheredCandidacy extends Candidacy {
  readonly unmeasured: readonly Unmeasured[];
}

/** Everything that the judge may look at: all I/O of a judgement happens here. */
export async function gatherCandidacy(nomination: Nomination, context: RegistryContext): Promise<GatheredCandidacy> {
  const { base, pointer, proposal } = nomination;
  const policy = await readPolicy(base);
  const stage = stageNamed(policy, pointer.stage);
  const model = await readModel(base, pointer.model);
  const basePointer = await findPointer(base, pointer.model, pointer.stage);
  const states = await readStageHistory(context.repository, base, pointer.model);
  const datasets = pointer.change === 'hold' ? [] : datasetsOf(policy, stage);
  const unmeasured: Unmeasured[] = [];
  const contenderOf = (version: Pointer['version'] | undefined) =>
    gatherContender(base, policy, datasets, pointer.model, version, unmeasured, context);

  const candidate = await contenderOf(pointer.version);
  const incumbent = await contenderOf(basePointer?.version);
  const card = await readCard(base, pointer.model);
  const committers = await committersOf(nomination, context.repository);
  return {
    unmeasured,
    now: context.clock.now(),
    policy,
    stage,
    model,
    owners: [...new Set([...model.owners, ...ownersOf(policy, model.name)])],
    pointer,
    expectedImage: candidate ? expectedImage(policy, candidate.manifest, pointer, states) : null,
    cards: await cardsOf(nomination, context.repository),
    integrityFaults: [
      ...(candidate ? await integrityFaultsOf(candidate.manifest, policy, nomination.depth, context) : []),
      ...(candidate ? await rewritingFaultsOf(base, candidate.manifest, context.repository) : []),
      ...(basePointer ? [] : await deletionFaultsOf(base, pointer, context)),
    ],
    tenures: candidate ? await tenuresIn(states, candidate.manifest.version, context) : [],
    backers: await gatherBackers(nomination, candidate, committers, context.repository),
    committers,
    reviews: proposal?.reviews ?? [],
    expressions: await compileExpressions([...stage.gates, ...stage.rollback.gates], context),
    ...(candidate && { candidate }),
    ...(incumbent && { incumbent }),
    ...(basePointer && { basePointer }),
    ...(card && { card: new TextDecoder().decode(card) }),
    ...(proposal && { head: proposal.head }),
  };
}

async function gatherContender(
  base: Snapshot,
  policy: Policy,
  datasets: readonly DatasetPolicy[],
  model: ModelName,
  version: Pointer['version'] | undefined,
  unmeasured: Unmeasured[],
  context: RegistryContext,
): Promise<Contender | undefined> {
  const registered = version ? await findVersion(base, model, version) : undefined;
  if (!version || registered === undefined) return undefined;
  const { manifest, digest } = registered;
  const status = await findStatus(base, model, version);
  const recorded = await listEvaluations(base, model, version);
  const computed = await computeMissing(base, policy, datasets, { manifest, digest }, recorded, unmeasured, context);
  return { manifest, manifestDigest: digest, evaluations: [...recorded, ...computed], ...(status && { status }) };
}

/** Measures the version on the data sets that the gates compare on, where the registry has no such evaluation yet and holds the data. */
async function computeMissing(
  base: Snapshot,
  policy: Policy,
  datasets: readonly DatasetPolicy[],
  { manifest, digest }: { manifest: Manifest; digest: Digest },
  recorded: readonly Evaluation[],
  unmeasured: Unmeasured[],
  context: RegistryContext,
): Promise<readonly Evaluation[]> {
  const computed: Evaluation[] = [];
  for (const dataset of datasets) {
    if (recorded.some((it) => it.dataset.digest === dataset.digest && it.manifestDigest === digest)) continue;
    const source = await datasetInRegistry(base, dataset);
    if (source === undefined || manifest.signature === undefined) continue;
    try {
      const { rows, ...measured } = await measureVersion(manifest, dataset, source, policy, context);
      computed.push({
        model: manifest.model,
        version: manifest.version,
        manifestDigest: digest,
        dataset: { name: dataset.name, digest: dataset.digest, rows },
        evaluatedBy: context.actor,
        at: context.clock.now(),
        ...measured,
      });
    } catch (error) {
      // The gate that wants the evaluation fails for want of it and says so.
      if (!(error instanceof MergelineError)) throw error;
      unmeasured.push({ version: manifest.version, dataset: dataset.name, reason: error.message });
    }
  }
  return computed;
}

function datasetsOf(policy: Policy, stage: StagePolicy): readonly DatasetPolicy[] {
  const names = new Set(
    [...stage.gates, ...stage.rollback.gates].map((gate) => ('dataset' in gate ? gate.dataset : undefined)),
  );
  return policy.datasets.filter(({ name }) => names.has(name));
}

async function tenuresIn(
  states: readonly PointerState[],
  version: Version,
  context: RegistryContext,
): Promise<readonly Tenure[]> {
  return tenuresOf(states, await statesLetPass(states, await recordsSnapshot(context), version));
}

/** A rollback takes the image that history records for the version in this stage, even if the pinned base has moved since. */
function expectedImage(
  policy: Policy,
  manifest: Manifest,
  pointer: Pointer,
  states: readonly PointerState[],
): PointerImage | null {
  if (pointer.change === 'rollback') {
    const held = states.find(
      (state) => state.pointer.stage === pointer.stage && state.pointer.version === manifest.version,
    );
    if (held !== undefined) return held.pointer.image;
  }
  return imageOf(policy, manifest);
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
