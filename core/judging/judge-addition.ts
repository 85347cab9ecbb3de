import { decode } from '../../registry-schema/codec.ts';
import { parsePath, policyPath } from '../../registry-schema/layout.ts';
import { integrityFaultsOf } from '../artifacts/verify-version.ts';
import { findPolicyFaults } from '../checks/find-policy-faults.ts';
import type { RegistryContext } from '../context.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { StageName } from '../domain/names.ts';
import type { ChangeKind, Policy, StagePolicy } from '../domain/policy.ts';
import type { Verdict } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { imageOf } from '../pointers/plan-pointer.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { findModel, findVersion, readModel, readPolicy } from '../reading/read-registry.ts';
import { findNamespaceClash } from '../registration/decide-registration.ts';
import { compileExpressions } from './compile-expressions.ts';
import { derivationFaultsOf } from './find-derivation-faults.ts';
import { committersOf } from './gather-backers.ts';
import { evidenceFor, gatherContender } from './gather-contender.ts';
import { judgeOne } from './judge.ts';
import { judgeEvaluation } from './judge-evaluation.ts';

/**
 * Judges a proposal that only adds files: each must be valid, bytes and name of a version must be right, and the gates
 * that `registry.yaml` sets for what is added apply, whatever the proposal calls itself.
 */
export async function judgeAddition(
  proposal: Proposal,
  changes: readonly Change[],
  base: Snapshot,
  depth: 'bytes' | 'presence',
  context: RegistryContext,
): Promise<readonly Verdict[]> {
  const head = await context.repository.snapshot(proposal.head);
  const verdicts: Verdict[] = [];
  for (const { path } of changes) verdicts.push(await judgeFile(path, head, context));
  if (verdicts.some(({ verdict }) => verdict === 'fail')) return verdicts;

  const policy = await readPolicy(base);
  for (const kind of kindsOf(changes)) {
    const candidacy = await candidacyOf(proposal, policy, kind, base, context);
    if (kind === 'registration') verdicts.push(await judgeVersion(candidacy, base, depth, context));
    if (kind === 'evaluation') verdicts.push(...(await judgeEvidence(changes, head, { base, policy }, context)));
    verdicts.push(...policy.changes[kind].gates.map((gate) => judgeOne(gate, candidacy)));
  }
  return verdicts;
}

function kindsOf(changes: readonly Change[]): readonly ChangeKind[] {
  const kinds = changes.map(({ path }) => (parsePath(path)?.kind === 'Evaluation' ? 'evaluation' : 'registration'));
  return [...new Set<ChangeKind>(kinds)];
}

async function judgeEvidence(
  changes: readonly Change[],
  head: Snapshot,
  place: { readonly base: Snapshot; readonly policy: Policy },
  context: RegistryContext,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { path } of changes.filter((change) => parsePath(change.path)?.kind === 'Evaluation')) {
    const file = await head.read(path);
    if (file === undefined) continue;
    const evaluation = decode('Evaluation', file.bytes, { file: path });
    const version = await findVersion(head, evaluation.model, evaluation.version);
    verdicts.push(await judgeEvaluation(evaluation, version, place, context));
  }
  return verdicts;
}

/** The version's bytes are there and give the digests that it names, and no other model has its name. */
async function judgeVersion(
  { model, candidate, policy }: Candidacy,
  base: Snapshot,
  depth: 'bytes' | 'presence',
  context: RegistryContext,
): Promise<Verdict> {
  const clash = await findNamespaceClash(base, model.name);
  const faults = [
    ...(clash === undefined ? [] : [clash.message]),
    ...(candidate === undefined ? [] : await integrityFaultsOf(candidate.manifest, policy, depth, context)),
    ...(candidate && depth === 'bytes'
      ? await derivationFaultsOf(candidate.manifest, candidate.manifestDigest, policy, context)
      : []),
  ];
  return faults.length > 0
    ? { gate: 'integrity', verdict: 'fail', reason: faults.join(' ') }
    : { gate: 'integrity', verdict: 'pass', reason: 'Its files are those that its manifest names.' };
}

/** The gates of a kind of change see the version that is added; there is no stage, and nothing is replaced. */
async function candidacyOf(
  proposal: Proposal,
  policy: Policy,
  kind: ChangeKind,
  base: Snapshot,
  context: RegistryContext,
): Promise<Candidacy> {
  const { model: name, version, head, requestedBy, openedBy, reviews, reason } = proposal;
  const headSnapshot = await context.repository.snapshot(head);
  const present = await findModel(base, name);
  const model = present ?? (await readModel(headSnapshot, name));
  const registered = version && (await findVersion(headSnapshot, name, version));
  const stage: StagePolicy = { ...unstaged, name: kind as StageName, gates: policy.changes[kind].gates };
  const evidence = { base, policy, wanted: evidenceFor(policy, stage) };
  const candidate = registered && (await gatherContender(evidence, registered, context));
  const image = registered ? imageOf(policy, registered.manifest) : null;
  const committers = await committersOf({ proposal }, context.repository);
  return {
    now: context.clock.now(),
    policy,
    stage,
    model,
    // Whoever adds a model may name owners for it, but these decide on nothing yet.
    owners: [...new Set([...(present?.owners ?? []), ...ownersOf(policy, name)])],
    pointer: {
      model: name,
      stage: stage.name,
      version: version ?? null,
      manifestDigest: registered?.digest ?? null,
      image,
      card: null,
      generation: 1,
      replaces: null,
      change: 'promotion',
      requestedBy,
      reason,
      waivers: [],
    },
    expectedImage: image,
    cards: [null],
    integrityFaults: [],
    tenures: [],
    committers,
    backers: {
      requester: requestedBy,
      opener: openedBy,
      committers,
      registrar: registered ? [registered.manifest.registeredBy] : [],
    },
    reviews,
    head,
    expressions: await compileExpressions(stage.gates, context),
    holder: null,
    ...(candidate && { candidate }),
  };
}

const unstaged = { aliases: [], review: 'proposal', rollback: { gates: [] }, breakGlass: [] } as const;

async function judgeFile(
  path: string,
  head: Snapshot,
  context: Pick<RegistryContext, 'loadExpressions'>,
): Promise<Verdict> {
  const place = parsePath(path);
  const file = await head.read(path);
  try {
    if (place === undefined || file === undefined)
      throw new MergelineError('FILE_INVALID', `${path} is no file of a registry.`);
    if (place.kind === 'Registry') await refuseUnworkable(file.bytes, context);
    else decode(place.kind, file.bytes, { file: path });
    return { gate: 'valid', verdict: 'pass', reason: path };
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return {
      gate: 'valid',
      verdict: 'fail',
      reason: `${error.message} ${error.details.map(({ message }) => message).join('; ')}`.trim(),
    };
  }
}

async function refuseUnworkable(policy: Uint8Array, context: Pick<RegistryContext, 'loadExpressions'>): Promise<void> {
  const details = await findPolicyFaults(policy, context);
  if (details.length === 0) return;
  throw new MergelineError('FILE_INVALID', `${policyPath} is not a policy that can work:`, { details });
}
