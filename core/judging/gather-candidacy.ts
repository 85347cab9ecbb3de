import { manifestPath, pointerPath } from '../../registry-schema/layout.ts';
import { judgedPath } from '../../registry-schema/record-layout.ts';
import { integrityFaultsOf } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName } from '../domain/names.ts';
import type { DatasetPolicy, Gate, Policy, StagePolicy } from '../domain/policy.ts';
import type { Evaluation, Oid, Pointer, PointerImage } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import { MergelineError } from '../errors.ts';
import { datasetInRegistry, measureVersion } from '../evaluation/measure-version.ts';
import type { Backers, Candidacy, Contender, Tenure } from '../gates/candidacy.ts';
import { imageOf } from '../pointers/plan-pointer.ts';
import type { CompiledExpression, ExpressionCompiler } from '../ports/expression-compiler.ts';
import type { Proposal } from '../ports/forge.ts';
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

/** One proposed state of a pointer, and where it comes from. */
export interface Nomination {
  /** The registry as it stands: its policy, evaluations, holds and owners judge. */
  readonly base: Snapshot;
  readonly pointer: Pointer;
  /** Absent for a direct commit. */
  readonly proposal?: Pick<Proposal, 'head' | 'base' | 'requestedBy' | 'openedBy' | 'reviews'>;
  /** People found behind a commit that came without a proposal. */
  readonly committers?: readonly string[];
  /** How closely the candidate's bytes are checked. */
  readonly depth: 'bytes' | 'presence';
}

/** Everything that the judge may look at: all I/O of a judgement happens here. */
export async function gatherCandidacy(nomination: Nomination, context: RegistryContext): Promise<Candidacy> {
  const { base, pointer, proposal } = nomination;
  const policy = await readPolicy(base);
  const stage = stageNamed(policy, pointer.stage);
  const model = await readModel(base, pointer.model);
  const basePointer = await findPointer(base, pointer.model, pointer.stage);
  const states = await readStageHistory(context.repository, base, pointer.model);
  const datasets = pointer.change === 'hold' ? [] : datasetsOf(policy, stage);
  const contenderOf = (version: Pointer['version'] | undefined) =>
    gatherContender(base, policy, datasets, pointer.model, version, context);

  const candidate = await contenderOf(pointer.version);
  const incumbent = await contenderOf(basePointer?.version);
  const card = await readCard(base, pointer.model);
  const committers = await committersOf(nomination, context.repository);
  return {
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
  context: RegistryContext,
): Promise<Contender | undefined> {
  const registered = version ? await findVersion(base, model, version) : undefined;
  if (!version || registered === undefined) return undefined;
  const { manifest, digest } = registered;
  const status = await findStatus(base, model, version);
  const recorded = await listEvaluations(base, model, version);
  const computed = await computeMissing(base, policy, datasets, { manifest, digest }, recorded, context);
  return { manifest, manifestDigest: digest, evaluations: [...recorded, ...computed], ...(status && { status }) };
}

/** Measures the version on the data sets that the gates compare on, where the registry has no such evaluation yet and holds the data. */
async function computeMissing(
  base: Snapshot,
  policy: Policy,
  datasets: readonly DatasetPolicy[],
  { manifest, digest }: { manifest: Manifest; digest: Digest },
  recorded: readonly Evaluation[],
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

async function gatherBackers(
  nomination: Nomination,
  candidate: Contender | undefined,
  committers: readonly string[],
  repository: RepositoryReader,
): Promise<Backers> {
  const { base, pointer, proposal } = nomination;
  return {
    requester: proposal?.requestedBy ?? pointer.requestedBy,
    opener: proposal?.openedBy ?? pointer.requestedBy,
    committers: [...new Set([pointer.requestedBy, ...committers])],
    registrar: candidate === undefined ? [] : await registrarsOf(base, candidate.manifest, repository),
  };
}

/** Names and addresses of whoever made the commits that bring a pointer: what Git says, not what the pointer says. */
export async function committersOf(
  { proposal, committers = [] }: Pick<Nomination, 'proposal' | 'committers'>,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  const commits = proposal === undefined ? [] : await repository.commitsBetween(proposal.base, proposal.head);
  const people = commits.flatMap(({ author, committer }) => [
    author.name,
    author.email,
    committer.name,
    committer.email,
  ]);
  return [...new Set([...committers, ...people])].filter((name) => name !== '');
}

/** A manifest is made once: whatever its content says now, one that was written again vouches for nothing. */
async function rewritingFaultsOf(
  base: Snapshot,
  { model, version }: Manifest,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  for await (const { commit, changes } of repository.history(base.commit.oid, {
    below: [manifestPath(model, version)],
  })) {
    if (changes.every(({ before }) => before === undefined)) return [];
    return [
      `The manifest of ${model}@${version} was changed after it was registered, by commit ${commit.oid.slice(0, 10)}.`,
    ];
  }
  return [];
}

/** Without its pointer, a stage would take a version as its first one, compared with nothing. */
async function deletionFaultsOf(
  base: Snapshot,
  { model, stage }: Pointer,
  context: RegistryContext,
): Promise<readonly string[]> {
  // A stage that was never judged has no past, and the walk through all of history is spared.
  const path = judgedPath(model, stage, 1);
  if ((await (await recordsSnapshot(context)).find(path)) === undefined) return [];
  const file = pointerPath(model, stage);
  for await (const { commit } of context.repository.history(base.commit.oid, { below: [file] })) {
    const at = commit.oid.slice(0, 10);
    return [
      `The pointer of ${model}@${stage} was deleted by commit ${at}. Bring it back with: git checkout ${at}~1 -- ${file}`,
    ];
  }
  return [];
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

async function registrarsOf(
  base: Snapshot,
  manifest: Manifest,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  const names = new Set([manifest.registeredBy]);
  const path = manifestPath(manifest.model, manifest.version);
  for await (const { commit, changes } of repository.history(base.commit.oid, { below: [path] })) {
    names.add(commit.author.name).add(commit.author.email);
    // Nothing older can speak of it: the walk through a long history ends where the file was made.
    if (changes.every(({ before }) => before === undefined)) break;
  }
  return [...names].filter((name) => name !== '');
}

/** One function for each expression among the gates. One that does not compile fails its gate, not the judgement of the others. */
export async function compileExpressions(
  gates: readonly Gate[],
  { loadExpressions }: Pick<RegistryContext, 'loadExpressions'>,
): Promise<ReadonlyMap<string, CompiledExpression>> {
  const texts = gates.flatMap((gate) => (gate.gate === 'expression' ? [gate.expression] : []));
  if (texts.length === 0) return new Map();
  const { compile } = await loadExpressions();
  return new Map(texts.map((text) => [text, compileOrFail(text, compile)]));
}

function compileOrFail(text: string, compile: ExpressionCompiler['compile']): CompiledExpression {
  try {
    return compile(text);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** The reviews that speak of one proposed pointer, for a commit that came by a merge that no tool of ours made. */
export async function findProposalOf(
  pointer: Pointer,
  oid: Oid,
  context: Pick<RegistryContext, 'forge' | 'repository'>,
): Promise<Proposal | undefined> {
  for (const proposal of await context.forge.list()) {
    if (proposal.model !== pointer.model || proposal.stage !== pointer.stage) continue;
    const head = await context.repository.snapshot(proposal.head).catch(() => undefined);
    if (head !== undefined && (await head.find(pointerPath(pointer.model, pointer.stage))) === oid) return proposal;
  }
  return undefined;
}
