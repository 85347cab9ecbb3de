import { isDeepStrictEqual } from 'node:util';
import { modelPath, parsePath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { ownersOf, ownersOfAll } from '../domain/model-pattern.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { ChangeKind, Policy } from '../domain/policy.ts';
import type { Model, Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Backers, Reviewed } from '../gates/candidacy.ts';
import { committersOf } from '../judging/gather-backers.ts';
import { unstaged } from '../judging/gather-change.ts';
import type { RepositoryReader } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findVersion } from '../reading/read-registry.ts';
import { type Brought, bringerOf } from './bringer-of.ts';
import type { ChangeTrial, Gathered } from './facts.ts';
import { lastPolicy } from './last-policy.ts';
import { snapshotIfHere } from './snapshot-if-here.ts';
import { type Step, stateBefore } from './timeline.ts';

interface Context extends Pick<RegistryContext, 'forge' | 'recordsBranch'> {
  readonly repository: RepositoryReader;
}

/** What a changed file is about. */
interface Subject {
  readonly kind: ChangeKind;
  readonly model: ModelName | null;
  readonly version: Version | null;
}

/** Versions, evaluations, tombstones and rules that came while the policy asked for approvals of such a change. */
export async function gatherChangeTrials(gathered: Gathered, context: Context): Promise<readonly ChangeTrial[]> {
  const trials: ChangeTrial[] = [];
  for (const step of [...gathered.timelines.values()].flat()) {
    const subject = subjectOf(step, gathered);
    const policy = subject && lastPolicy(gathered, step.age);
    if (subject === undefined || !policy?.changes[subject.kind].gates.some(({ gate }) => gate === 'approvals'))
      continue;
    const brought = await bringerOf(step, subject, gathered, context.repository);
    const reviewed = await reviewedOf({ ...subject, step, policy, brought }, gathered, context);
    trials.push({ ...subject, step, proposal: brought?.proposal.id ?? null, reviewed });
  }
  return trials;
}

/** Undefined for what needs no approval of its own, such as a yank, or is told as a fault by itself. */
function subjectOf({ path, before, after }: Step, { objects }: Gathered): Subject | undefined {
  const place = parsePath(path);
  switch (place?.kind) {
    case 'ModelVersion':
    case 'Evaluation': {
      const kind = place.kind === 'ModelVersion' ? 'registration' : 'evaluation';
      return before === undefined ? { kind, model: place.model, version: place.version } : undefined;
    }
    case 'VersionStatus': {
      const [was, is] = [before, after].map((oid) => objects.value('VersionStatus', path, oid)?.state);
      const isErased = is === 'erased' && was !== 'erased';
      return isErased ? { kind: 'erasure', model: place.model, version: place.version } : undefined;
    }
    case 'Registry':
      return before === undefined ? undefined : { kind: 'policy', model: null, version: null };
    case 'Model': {
      const [were, are] = [before, after].map((oid) => objects.value('Model', path, oid)?.owners);
      const isOther = before !== undefined && !isDeepStrictEqual(were, are);
      return isOther ? { kind: 'policy', model: place.model, version: null } : undefined;
    }
    default:
      return undefined;
  }
}

interface Case extends Subject {
  readonly step: Step;
  readonly policy: Policy;
  readonly brought: Brought | undefined;
}

async function reviewedOf(one: Case, gathered: Gathered, context: Context): Promise<Reviewed> {
  const { step, kind, policy, brought } = one;
  const model = modelOf(one, gathered);
  const now = brought?.at ?? step.entry.commit.at;
  return {
    now,
    policy,
    stage: { ...unstaged, name: kind as string as StageName, gates: policy.changes[kind].gates },
    change: kind,
    model,
    owners: one.model === null ? ownersOfAll(policy) : [...new Set([...model.owners, ...ownersOf(policy, model.name)])],
    pointer: { waivers: [] },
    backers: await backersOf(one, context),
    reviews: (brought?.proposal.reviews ?? []).filter(({ at }) => at <= now),
    ...(brought && { head: brought.head }),
  };
}

/** Of the commit's first parent: no proposal changes what judges it. */
function modelOf({ model, step }: Case, { timelines, objects }: Gathered): Model {
  const nameless = { name: model ?? ('*' as ModelName), owners: [], tags: {}, links: [] };
  if (model === null) return nameless;
  const path = modelPath(model);
  return objects.value('Model', path, stateBefore(timelines.get(path), step.age)) ?? nameless;
}

/** Who registered a version gains nothing by its erasure. */
async function backersOf({ step, kind, model, version, brought }: Case, { repository }: Context): Promise<Backers> {
  const { author, committer, oid } = step.entry.commit;
  const origin = brought
    ? { proposal: { ...brought.proposal, head: brought.head } }
    : { committers: [author.name, author.email, committer.name, committer.email] };
  return {
    requester: brought?.proposal.requestedBy ?? author.name,
    opener: brought?.proposal.openedBy ?? author.name,
    committers: await committersOf(origin, repository).catch(() => []),
    registrar: kind === 'erasure' || !model || !version ? [] : await registrarOf(oid, model, version, repository),
  };
}

async function registrarOf(
  commit: Oid,
  model: ModelName,
  version: Version,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  const then = await snapshotIfHere(commit, repository);
  const registered = then && (await orFault([], () => findVersion(then, model, version)));
  return registered ? [registered.manifest.registeredBy] : [];
}
