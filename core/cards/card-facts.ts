import type { ModelName } from '../domain/names.ts';
import type { Evaluation, Model } from '../domain/records.ts';
import { normaliseVersion } from '../domain/version.ts';
import type { Snapshot } from '../ports/repository.ts';
import {
  listEvaluations,
  ownersIn,
  type RegisteredVersion,
  readModel,
  readPolicy,
  readVersion,
} from '../reading/read-registry.ts';
import { findLatest } from '../reading/resolve-ref.ts';

/** What the generated sections of a card tell. Who holds which stage is not among it: that changes with every promotion. */
export interface CardFacts {
  readonly model: Model;
  /** Of `model.yaml`, and those that the policy names by pattern. */
  readonly owners: readonly string[];
  readonly described?: DescribedVersion;
}

export interface DescribedVersion extends RegisteredVersion {
  /** The newest of each data set. */
  readonly evaluations: readonly Evaluation[];
}

/** @param version the newest one in use, when absent. @throws MergelineError `NOT_FOUND`. */
export async function gatherCardFacts(snapshot: Snapshot, name: ModelName, version?: string): Promise<CardFacts> {
  const model = await readModel(snapshot, name);
  const owners = await ownersIn(snapshot, await readPolicy(snapshot), name);
  const described = version === undefined ? await findLatest(snapshot, name) : normaliseVersion(version);
  if (described === undefined) return { model, owners };
  const registered = await readVersion(snapshot, name, described);
  return { model, owners, described: { ...registered, evaluations: await newestOf(registered, snapshot) } };
}

async function newestOf({ manifest, digest }: RegisteredVersion, snapshot: Snapshot): Promise<readonly Evaluation[]> {
  const newest = new Map<string, Evaluation>();
  for (const evaluation of await listEvaluations(snapshot, manifest.model, manifest.version))
    if (evaluation.manifestDigest === digest) newest.set(evaluation.dataset.name, evaluation);
  return [...newest.values()].sort((a, b) => (a.dataset.name < b.dataset.name ? -1 : 1));
}
