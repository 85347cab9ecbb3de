import { policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { ownersOf, ownersOfAll } from '../domain/model-pattern.ts';
import { noModel, type StageName } from '../domain/names.ts';
import type { ChangeKind, Policy, StagePolicy } from '../domain/policy.ts';
import type { Model } from '../domain/records.ts';
import type { Candidacy, Contender } from '../gates/candidacy.ts';
import { dataImageOf } from '../pointers/compose-image.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { findModel, findVersion } from '../reading/read-registry.ts';
import { compileExpressions } from './compile-expressions.ts';
import { committersOf } from './gather-backers.ts';
import { evidenceFor, gatherContender } from './gather-contender.ts';

/** A proposal, and the registry that judges it. */
export interface JudgedPlace {
  readonly proposal: Proposal;
  readonly changes: readonly Change[];
  readonly head: Snapshot;
  readonly base: Snapshot;
  readonly policy: Policy;
}

/** What the gates of a kind of change may look at: there is no stage, and nothing is replaced. */
export async function gatherChange(kind: ChangeKind, place: JudgedPlace, context: RegistryContext): Promise<Candidacy> {
  const { proposal, head, base, policy } = place;
  const { model: name, version = null, requestedBy, openedBy, reviews, reason } = proposal;
  const stage: StagePolicy = { ...unstaged, name: kind as StageName, gates: policy.changes[kind].gates };
  const present = await findModel(base, name);
  const candidate = await contenderOf(kind, stage, place, context);
  const image = candidate ? dataImageOf(candidate.manifest) : null;
  const committers = await committersOf({ proposal }, context.repository);
  return {
    now: context.clock.now(),
    policy,
    stage,
    change: kind,
    model: present ?? (await findModel(head, name)) ?? nameless,
    owners: ownersFor(place, present),
    pointer: {
      model: name,
      stage: stage.name,
      version,
      manifestDigest: candidate?.manifestDigest ?? null,
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
      // Who registered a version gains nothing by its erasure.
      registrar: candidate ? [candidate.manifest.registeredBy] : [],
    },
    reviews,
    head: proposal.head,
    expressions: await compileExpressions(stage.gates, context),
    holder: null,
    ...(candidate && { candidate }),
  };
}

/** Whoever adds a model may name owners for it, but these decide on nothing yet. */
function ownersFor(
  { proposal: { model }, changes, policy }: JudgedPlace,
  present: Model | undefined,
): readonly string[] {
  // What a proposal says of itself chooses no owners: one that changes the policy is about everybody's models.
  if (changes.some(({ path }) => path === policyPath)) return ownersOfAll(policy);
  return [...new Set([...(present?.owners ?? []), ...ownersOf(policy, model)])];
}

/** What stands for a stage where the `changes` of the policy judge. */
export const unstaged = { aliases: [], review: 'proposal', rollback: { gates: [] }, breakGlass: [] } as const;

/** A change of the policy is about none. */
const nameless: Model = { name: noModel, owners: [], tags: {}, links: [] };

/** Only a registration and an evaluation bring a version that gates could look at. */
async function contenderOf(
  kind: ChangeKind,
  stage: StagePolicy,
  { proposal: { model, version }, head, base, policy }: JudgedPlace,
  context: RegistryContext,
): Promise<Contender | undefined> {
  if (kind === 'erasure' || kind === 'policy' || version === undefined) return undefined;
  const registered = await findVersion(head, model, version);
  const evidence = { base, policy, wanted: evidenceFor(policy, stage) };
  return registered && (await gatherContender(evidence, registered, context));
}
