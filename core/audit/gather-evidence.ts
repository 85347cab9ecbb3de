import { cardPath, evaluationPath, policyPath } from '../../registry-schema/layout.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Pointer } from '../domain/records.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findVersion, listEvaluations } from '../reading/read-registry.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, PointerPast, Trial } from './facts.ts';
import type { Finding } from './finding.ts';
import { handChecks } from './hand-checks.ts';
import { readObjects, receiptsIn } from './recorded.ts';
import type { DigestEvidence, ReceiptEvidence, StageEvidence, TextEvidence } from './stage-evidence.ts';

export interface Witness {
  readonly facts: AuditFacts;
  readonly past: PointerPast;
  /** The one that stood at the moment. */
  readonly state: PointerState;
  /** The registry as it was then. */
  readonly then: Snapshot;
  readonly findings: readonly Finding[];
}

/** Puts together what the branches hold about one state of one pointer. What cannot be read is left out. */
export async function gatherEvidence(witness: Witness): Promise<StageEvidence> {
  const { facts, past, state, then, findings } = witness;
  const { pointer, entry } = state;
  const trial = past.trials.get(state);
  const manifest = await manifestOf(pointer, then);
  const policy = policyOf(trial, facts);
  const card = await cardOf(witness);
  const evidence = {
    model: pointer.model,
    stage: pointer.stage,
    asOf: { commit: then.commit.oid, at: then.commit.at },
    registryCommit: facts.entries[0]?.commit.oid ?? then.commit.oid,
    recordsCommit: facts.recorded.commit,
    pointer,
    since: { commit: entry.commit.oid, at: entry.commit.at, author: entry.commit.author.name },
    until: state.until ?? null,
    judged: past.passed.has(state),
    proposal: proposalOf(trial, facts),
    approvals: trial?.merge?.approvals ?? [],
    verdicts: trial?.judged?.verdicts ?? trial?.merge?.verdicts ?? [],
    policy,
    card,
    evaluations: await evaluationsOf(pointer, then),
    reported: manifest?.metrics ?? {},
    registeredBy: manifest?.registeredBy ?? null,
    digests: digestsOf({ pointer, manifest, policy }),
    receipts: receiptsOf(pointer, facts, findings),
  };
  return { ...evidence, findings, checks: handChecks(evidence) };
}

async function manifestOf({ model, version }: Pointer, then: Snapshot): Promise<Manifest | undefined> {
  return version === null ? undefined : (await orFault([], () => findVersion(then, model, version)))?.manifest;
}

async function evaluationsOf({ model, version }: Pointer, then: Snapshot): Promise<StageEvidence['evaluations']> {
  if (version === null) return [];
  const evaluations = await listEvaluations(then, model, version, []);
  return evaluations.map(({ id, dataset, metrics, intervals, at, evaluatedBy }) => ({
    path: evaluationPath(model, version, id),
    ...{ dataset, metrics, at, evaluatedBy },
    ...(intervals && { intervals }),
  }));
}

function proposalOf(trial: Trial | undefined, { proposals }: AuditFacts): StageEvidence['proposal'] {
  const merge = trial?.merge;
  if (merge === undefined) return null;
  const { requestedBy = null, openedBy = null } = proposals.get(merge.proposal) ?? {};
  return { id: merge.proposal, requestedBy, openedBy, mergedBy: merge.mergedBy, head: merge.head };
}

/** Of the commit's first parent: no proposal changes what judges it. */
function policyOf(trial: Trial | undefined, { objects, timelines, ages }: AuditFacts): TextEvidence | null {
  const bytes = objects.bytes(trial?.policies.asked);
  if (trial === undefined || bytes === undefined) return null;
  const made = timelines.get(policyPath)?.find(({ after }) => after === trial.policies.asked)?.entry.commit.oid;
  const commit = made !== undefined && ages.has(made) ? made : null;
  return { path: policyPath, digest: digestOf(bytes), commit, text: new TextDecoder().decode(bytes) };
}

/** The card with the digest that the pointer froze, wherever on history it stood like that. */
async function cardOf({ state, facts, then }: Witness): Promise<TextEvidence | null> {
  const { card: digest, model } = state.pointer;
  if (digest === null) return null;
  const path = cardPath(model);
  const steps = (facts.timelines.get(path) ?? []).flatMap(({ after, entry }) => (after ? [{ after, entry }] : []));
  const texts = await readObjects(
    then,
    steps.map(({ after }) => after),
  );
  const found = steps.find(({ after }) => digestOf(texts.get(after) ?? new Uint8Array()) === digest);
  const bytes = found && texts.get(found.after);
  const text = bytes ? new TextDecoder().decode(bytes) : null;
  return { path, digest, commit: found?.entry.commit.oid ?? null, text };
}

interface Named {
  readonly pointer: Pointer;
  readonly manifest: Manifest | undefined;
  readonly policy: TextEvidence | null;
}

function digestsOf({ pointer, manifest, policy }: Named): readonly DigestEvidence[] {
  const named: readonly (readonly [string, Digest | null | undefined])[] = [
    ['manifest', pointer.manifestDigest],
    ['serving image', pointer.image?.digest],
    ['model card', pointer.card],
    ['policy', policy?.digest],
  ];
  return [
    ...named.flatMap(([of, digest]) => (digest ? [{ of, digest }] : [])),
    ...(manifest?.artifacts ?? []).map(({ path, digest, size }) => ({ of: path, digest, size })),
  ];
}

function receiptsOf(
  { model, stage, generation }: Pointer,
  { recorded }: AuditFacts,
  findings: readonly Finding[],
): readonly ReceiptEvidence[] {
  const broken = new Set(
    findings.filter(({ kind }) => kind === 'receipt-chain-broken').map((finding) => finding.generation),
  );
  return receiptsIn(recorded)
    .filter(({ value }) => value.model === model && value.stage === stage && value.generation <= generation)
    .map(({ value, digest }) => ({
      generation: value.generation,
      version: value.version,
      digest,
      previous: value.previous,
      at: value.at,
      publishedBy: value.publishedBy,
      signed: value.signature !== undefined,
      linked: !broken.has(value.generation),
    }))
    .toSorted((a, b) => b.generation - a.generation);
}
