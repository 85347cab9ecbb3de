import { compareSubjects } from './comparison/compare-subjects.ts';
import type { CompareAnswer } from './comparison/comparison-answer.ts';
import { readPast } from './comparison/read-past.ts';
import type { Subject } from './comparison/subject.ts';
import { type ModelPast, trendsOf } from './comparison/trends.ts';
import type { RegistryContext } from './context.ts';
import { faultOfModelName } from './domain/names.ts';
import { type Fault, MergelineError } from './errors.ts';
import type { Snapshot } from './ports/repository.ts';
import { cardDigest } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { CompareOptions } from './requests.ts';
import { describeVersion } from './show-version.ts';

/**
 * Versions of one model or of several, side by side. Reads these versions and, for trends, the highest of their models.
 * @param refs two at least; a model alone is its latest version.
 * @throws MergelineError `INPUT_INVALID` for fewer, `NAME_INVALID` or `NOT_FOUND` for a reference that names none.
 */
export async function compareVersions(
  refs: readonly string[],
  { at, trends = false }: CompareOptions,
  context: RegistryContext,
): Promise<CompareAnswer> {
  requireTwo(refs);
  const snapshot = await snapshotAt(context, at);
  const faults: Fault[] = [];
  const subjects: Subject[] = [];
  for (const ref of refs) {
    const named = faultOfModelName(ref) === undefined ? `${ref}@latest` : ref;
    const { faults: own, ...described } = await describeVersion(named, snapshot, context);
    faults.push(...own);
    subjects.push({ ...described, ref: named, card: await cardDigest(snapshot, described.manifest.model) });
  }
  const past = trends ? await pastsOf(subjects, snapshot, faults) : undefined;
  return {
    ...compareSubjects(subjects),
    ...(past && { trends: trendsOf(past, subjects) }),
    registryCommit: snapshot.commit.oid,
    faults: distinct(faults),
  };
}

function requireTwo(refs: readonly string[]): void {
  if (refs.length > 1) return;
  const [model = 'iris'] = refs[0]?.split('@') ?? [];
  throw new MergelineError('INPUT_INVALID', 'It takes two versions to compare.', {
    hint: `Name another: mergeline compare ${refs[0] ?? `${model}@production`} ${model}@<version or stage>\nSee them with: mergeline list ${model}`,
  });
}

async function pastsOf(
  subjects: readonly Subject[],
  snapshot: Snapshot,
  faults: Fault[],
): Promise<readonly ModelPast[]> {
  const pasts: ModelPast[] = [];
  for (const model of new Set(subjects.map(({ manifest }) => manifest.model))) {
    const own = subjects.filter(({ manifest }) => manifest.model === model);
    const named = new Set(own.map(({ manifest }) => manifest.version));
    pasts.push(await readPast(snapshot, model, named, faults));
  }
  return pasts;
}

/** Two versions of one model have the same pointers, so the same faults in them. */
function distinct(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
