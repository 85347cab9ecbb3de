import { decode } from '../../registry-schema/codec.ts';
import { modelOfCard, parsePath, policyPath } from '../../registry-schema/layout.ts';
import { integrityFaultsOf } from '../artifacts/verify-version.ts';
import { findPolicyFaults } from '../checks/find-policy-faults.ts';
import type { RegistryContext } from '../context.ts';
import type { ChangeKind, Gate, GateKind } from '../domain/policy.ts';
import type { Verdict } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { judgeRejections } from '../gates/rejections.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { findVersion, readPolicy } from '../reading/read-registry.ts';
import { findNamespaceClash } from '../registration/decide-registration.ts';
import { effectsOf } from './allowed-changes.ts';
import { derivationFaultsOf } from './find-derivation-faults.ts';
import { gatherChange, type JudgedPlace } from './gather-change.ts';
import { judgeOne } from './judge.ts';
import { judgeErasure } from './judge-erasure.ts';
import { judgeEvaluation } from './judge-evaluation.ts';

/** Verdicts on changed files, and whose reviews counted for them. */
export interface JudgedFiles {
  readonly verdicts: readonly Verdict[];
  readonly reviewing?: Candidacy;
}

interface Place extends JudgedPlace {
  readonly depth: 'bytes' | 'presence';
}

/**
 * Judges a proposal that moves no pointer: each file must be valid, what it brings must be true, and the gates that
 * `registry.yaml` of the base sets for what is really changed apply, whatever the proposal calls itself.
 */
export async function judgeFiles(
  proposal: Proposal,
  changes: readonly Change[],
  base: Snapshot,
  depth: 'bytes' | 'presence',
  context: RegistryContext,
): Promise<JudgedFiles> {
  const head = await context.repository.snapshot(proposal.head);
  const verdicts: Verdict[] = [];
  for (const change of changes) verdicts.push(await judgeFile(change, head, context));
  if (verdicts.some(({ verdict }) => verdict === 'fail')) return { verdicts };

  const place: Place = { proposal, changes, head, base, policy: await readPolicy(base), depth };
  const candidacies: Candidacy[] = [];
  for (const kind of effectsOf(changes)) {
    if (kind === 'pointer') continue;
    const candidacy = await gatherChange(kind, place, context);
    candidacies.push(candidacy);
    verdicts.push(...(await judgeContent(kind, candidacy, place, context)));
    verdicts.push(...candidacy.stage.gates.map((gate) => judgeGateOf(kind, gate, candidacy)));
  }
  const reviewing = candidacies.find(({ stage }) => stage.gates.some(({ gate }) => gate === 'approvals'));
  const last = reviewing ?? candidacies[0];
  return last === undefined ? { verdicts } : { verdicts: [...verdicts, ...judgeRejections(last)], reviewing: last };
}

/** A model can be made before it has a version, which most gates are about. */
function judgeGateOf(kind: ChangeKind, gate: Gate, candidacy: Candidacy): Verdict {
  if (kind !== 'registration' || candidacy.candidate !== undefined || asksNoVersion.has(gate.gate))
    return judgeOne(gate, candidacy);
  return { gate: gate.id, verdict: 'skipped', reason: 'It brings no version.' };
}

const asksNoVersion: ReadonlySet<GateKind> = new Set(['approvals', 'checklist', 'review-date']);

/** Whether what the files say is so: nobody's approval makes a wrong digest right. */
async function judgeContent(
  kind: ChangeKind,
  candidacy: Candidacy,
  place: Place,
  context: RegistryContext,
): Promise<readonly Verdict[]> {
  switch (kind) {
    case 'registration':
      return [await judgeVersion(candidacy, place, context)];
    case 'evaluation':
      return await judgeEvidence(place, context);
    case 'erasure':
      return await judgeErasure(place, candidacy.now);
    case 'policy':
      return [];
  }
}

async function judgeEvidence(
  { changes, head, base, policy }: Place,
  context: RegistryContext,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { path } of changes.filter((change) => parsePath(change.path)?.kind === 'Evaluation')) {
    const file = await head.read(path);
    if (file === undefined) continue;
    const evaluation = decode('Evaluation', file.bytes, { file: path });
    const version = await findVersion(head, evaluation.model, evaluation.version);
    verdicts.push(await judgeEvaluation(evaluation, version, { base, policy }, context));
  }
  return verdicts;
}

/** The version's bytes are there and give the digests that it names, and no other model has its name. */
async function judgeVersion(
  { model, candidate, policy }: Candidacy,
  { base, depth }: Place,
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

async function judgeFile(
  { path, after }: Change,
  head: Snapshot,
  context: Pick<RegistryContext, 'loadExpressions'>,
): Promise<Verdict> {
  const place = parsePath(path);
  const file = await head.read(path);
  try {
    const isCard = modelOfCard(path) !== undefined && (file !== undefined || after === undefined);
    if (isCard) return { gate: 'valid', verdict: 'pass', reason: path };
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
