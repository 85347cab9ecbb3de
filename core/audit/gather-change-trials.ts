import { modelPath, type Place, parsePath, policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { StageName } from '../domain/names.ts';
import type { ChangeKind, Policy } from '../domain/policy.ts';
import type { Backers, Reviewed } from '../gates/candidacy.ts';
import { committersOf } from '../judging/gather-backers.ts';
import { unstaged } from '../judging/gather-change.ts';
import type { HistoryEntry, RepositoryReader } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findVersion } from '../reading/read-registry.ts';
import type { ChangeTrial, Gathered } from './facts.ts';
import { snapshotIfHere } from './snapshot-if-here.ts';
import { stateBefore } from './timeline.ts';

interface Context extends Pick<RegistryContext, 'forge' | 'recordsBranch'> {
  readonly repository: RepositoryReader;
}

type VersionPlace = Extract<Place, { readonly version: unknown }>;
type Kind = Exclude<ChangeKind, 'policy'>;

/** Versions, evaluations and tombstones that came while the policy asked for approvals of such a change. */
export async function gatherChangeTrials(gathered: Gathered, context: Context): Promise<readonly ChangeTrial[]> {
  const trials: ChangeTrial[] = [];
  for (const [path, steps] of gathered.timelines) {
    const place = parsePath(path);
    if (place === undefined || !('version' in place)) continue;
    for (const step of steps) {
      const kind = kindOf(place, step, gathered);
      const policy =
        kind &&
        gathered.objects.value('Registry', policyPath, stateBefore(gathered.timelines.get(policyPath), step.age));
      if (kind === undefined || !policy?.changes[kind].gates.some(({ gate }) => gate === 'approvals')) continue;
      const { entry, age } = step;
      trials.push({
        entry,
        kind,
        place,
        reviewed: await reviewedOf({ entry, age, kind, place, policy }, gathered, context),
      });
    }
  }
  return trials;
}

/** Undefined for what needs no approval of its own, such as a yank, or is told as a fault by itself. */
function kindOf(
  place: VersionPlace,
  { path, before, after }: { readonly path: string; readonly before?: unknown; readonly after?: unknown },
  { objects }: Gathered,
): Kind | undefined {
  if (place.kind !== 'VersionStatus') {
    if (before !== undefined) return undefined;
    return place.kind === 'ModelVersion' ? 'registration' : 'evaluation';
  }
  const [was, is] = [before, after].map((oid) => objects.value('VersionStatus', path, oid as never)?.state);
  return is === 'erased' && was !== 'erased' ? 'erasure' : undefined;
}

interface Case {
  readonly entry: HistoryEntry;
  readonly age: number;
  readonly kind: Kind;
  readonly place: VersionPlace;
  readonly policy: Policy;
}

async function reviewedOf(one: Case, gathered: Gathered, context: Context): Promise<Reviewed> {
  const { entry, age, kind, place, policy } = one;
  const { timelines, objects, merges, proposals } = gathered;
  const merge = merges.get(entry.commit.oid);
  const path = modelPath(place.model);
  const model = objects.value('Model', path, stateBefore(timelines.get(path), age));
  const now = merge?.at ?? entry.commit.at;
  const reviews = (merge && proposals.get(merge.proposal)?.reviews) ?? [];
  return {
    now,
    policy,
    stage: { ...unstaged, name: kind as string as StageName, gates: policy.changes[kind].gates },
    change: kind,
    model: model ?? { name: place.model, owners: [], tags: {}, links: [] },
    owners: [...new Set([...(model?.owners ?? []), ...ownersOf(policy, place.model)])],
    pointer: { waivers: [] },
    backers: await backersOf(one, gathered, context),
    reviews: reviews.filter(({ at }) => at <= now),
    ...(merge && { head: merge.head }),
  };
}

/** Who registered a version gains nothing by its erasure. */
async function backersOf(
  { entry, kind, place }: Case,
  { merges, proposals }: Gathered,
  { repository }: Context,
): Promise<Backers> {
  const { author, committer } = entry.commit;
  const merge = merges.get(entry.commit.oid);
  const proposal = merge && proposals.get(merge.proposal);
  const origin = proposal
    ? { proposal: { ...proposal, head: merge.head } }
    : { committers: [author.name, author.email, committer.name, committer.email] };
  const then = kind === 'erasure' ? undefined : await snapshotIfHere(entry.commit.oid, repository);
  const version = then && (await orFault([], () => findVersion(then, place.model, place.version)));
  return {
    requester: proposal?.requestedBy ?? author.name,
    opener: proposal?.openedBy ?? author.name,
    committers: await committersOf(origin, repository).catch(() => []),
    registrar: version ? [version.manifest.registeredBy] : [],
  };
}
