import type { RegistryContext } from '../context.ts';
import { millisecondsOf } from '../domain/duration.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { DatasetPolicy, Gate, Policy, StagePolicy } from '../domain/policy.ts';
import type { Evaluation } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import { MergelineError } from '../errors.ts';
import { evaluateRegistered } from '../evaluation/evaluate-registered.ts';
import { locateDataset } from '../evaluation/locate-dataset.ts';
import type { Contender, Unmeasured } from '../gates/candidacy.ts';
import { newestEvaluation } from '../gates/evaluations.ts';
import type { Snapshot } from '../ports/repository.ts';
import { findStatus, findVersion, listEvaluations, type RegisteredVersion } from '../reading/read-registry.ts';

/** Where the evidence on a version comes from, and what of it there must be. */
export interface Evidence {
  readonly base: Snapshot;
  readonly policy: Policy;
  readonly wanted: readonly WantedEvidence[];
}

/** A data set on which gates look at a version, and the metrics that they look at. */
export interface WantedEvidence {
  readonly dataset: DatasetPolicy;
  readonly metrics: readonly string[];
}

/** What the gates of a stage look at. */
export function evidenceFor(policy: Policy, stage: Pick<StagePolicy, 'gates' | 'rollback'>): readonly WantedEvidence[] {
  const gates = [...stage.gates, ...stage.rollback.gates];
  return policy.datasets.flatMap((dataset) => {
    const onIt = gates.filter((gate) => datasetOf(gate, policy) === dataset.name);
    return onIt.length === 0 ? [] : [{ dataset, metrics: onIt.flatMap(metricsOf) }];
  });
}

function datasetOf(gate: Gate, { datasets }: Policy): string | undefined {
  if ('dataset' in gate && gate.dataset !== undefined) return gate.dataset;
  const [only] = datasets;
  return gate.gate === 'metric' && !gate.reported && datasets.length === 1 ? only?.name : undefined;
}

function metricsOf(gate: Gate): readonly string[] {
  if (gate.gate === 'metric') return [gate.metric];
  return gate.gate === 'no-regression' ? gate.metrics : [];
}

/** Clocks differ by less than an hour. What claims to be of the future would be the newest for ever. */
function isPast(at: Instant, now: Instant): boolean {
  return millisecondsOf(at) <= millisecondsOf(now) + 3_600_000;
}

/** Undefined without a version, or for one that is not registered. */
export async function findContender(
  evidence: Evidence,
  model: ModelName,
  version: Version | null | undefined,
  context: RegistryContext,
): Promise<Contender | undefined> {
  const registered = version ? await findVersion(evidence.base, model, version) : undefined;
  return registered && (await gatherContender(evidence, registered, context));
}

/** A version, what the base branch knows of it, and what is measured now because the base branch does not know it. */
export async function gatherContender(
  evidence: Evidence,
  { manifest, digest }: Pick<RegisteredVersion, 'manifest' | 'digest'>,
  context: RegistryContext,
): Promise<Contender> {
  const { base, wanted } = evidence;
  const status = await findStatus(base, manifest.model, manifest.version);
  const recorded = await listEvaluations(base, manifest.model, manifest.version);
  const evaluations: Evaluation[] = recorded.filter(({ at }) => isPast(at, context.clock.now()));
  const unmeasured: Unmeasured[] = [];
  for (const { dataset, metrics } of wanted) {
    const known = newestEvaluation({ evaluations, manifestDigest: digest }, dataset);
    // An older program may have recorded fewer metrics than the gates ask for today.
    if (known !== undefined && metrics.every((name) => Object.hasOwn(known.metrics, name))) continue;
    if (manifest.signature === undefined) continue;
    const found = await measureNow({ manifest, digest }, dataset, evidence, context);
    if (found === undefined) continue;
    if ('reason' in found) unmeasured.push(found);
    else evaluations.push(found);
  }
  return { manifest, manifestDigest: digest, evaluations, unmeasured, ...(status && { status }) };
}

/** Undefined where the policy does not say where the data are. */
async function measureNow(
  version: Pick<RegisteredVersion, 'manifest' | 'digest'>,
  dataset: DatasetPolicy,
  evidence: Evidence,
  context: RegistryContext,
): Promise<Evaluation | Unmeasured | undefined> {
  const because = (reason: string): Unmeasured => ({ dataset: dataset.name, reason });
  try {
    const located = await locateDataset(dataset, evidence, context);
    if (located.kind === 'unsaid') return undefined;
    if (located.kind === 'away') return because(located.reason);
    return (await evaluateRegistered(version, dataset, located.source, evidence.policy, context)).evaluation;
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return because(error.message);
  }
}
