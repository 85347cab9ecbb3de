import { modelPath, pointerPath, policyPath } from '../../registry-schema/layout.ts';
import { judgedPath } from '../../registry-schema/record-layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Instant } from '../domain/manifest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { Policy, StagePolicy } from '../domain/policy.ts';
import type { JudgedRecord, MergeRecord, Oid } from '../domain/records.ts';
import type { Backers, Reviewed, Tenure } from '../gates/candidacy.ts';
import { committersOf, gatherBackers } from '../judging/gather-backers.ts';
import { gatesFor } from '../judging/judge.ts';
import type { Proposal } from '../ports/forge.ts';
import type { RepositoryReader } from '../ports/repository.ts';
import { emptySnapshot } from '../reading/empty-snapshot.ts';
import { orFault } from '../reading/or-fault.ts';
import { findVersion } from '../reading/read-registry.ts';
import { isTakenBack, type PointerState, statesLetPass, tenuresOf } from '../reading/stage-history.ts';
import type { Gathered, Trial } from './facts.ts';
import { snapshotIfHere } from './snapshot-if-here.ts';
import { type Past, type Step, stateBefore } from './timeline.ts';

export interface Sought extends Past<'StagePointer'> {
  readonly states: readonly PointerState[];
  readonly passed: ReadonlyMap<PointerState, Instant>;
  /** All pointers of the model. */
  readonly siblings: readonly { readonly states: readonly PointerState[] }[];
}

interface Context extends Pick<RegistryContext, 'forge' | 'recordsBranch'> {
  readonly repository: RepositoryReader;
}

/** What was asked of each state that something let in, and what the records show of it. */
export async function gatherTrials(
  sought: Sought,
  gathered: Gathered,
  context: Context,
): Promise<ReadonlyMap<PointerState, Trial>> {
  const trials = new Map<PointerState, Trial>();
  for (const [index, state] of sought.states.entries()) {
    const step = sought.steps.find(({ entry }) => entry === state.entry);
    if (step === undefined || !sought.passed.has(state)) continue;
    const older = sought.states.slice(index);
    trials.set(state, await gatherTrial({ sought, state, step, older }, gathered, context));
  }
  return trials;
}

interface Case {
  readonly sought: Sought;
  readonly state: PointerState;
  readonly step: Step;
  /** The state and what came before it. */
  readonly older: readonly PointerState[];
}

async function gatherTrial(one: Case, gathered: Gathered, context: Context): Promise<Trial> {
  const { state, step } = one;
  const merge = gathered.merges.get(state.entry.commit.oid);
  const judged = judgedOf(state, gathered);
  const asked = stateBefore(gathered.timelines.get(policyPath), step.age);
  const policies = { asked, judged: judged && (await policyIn(judged, state, asked, context)) };
  const common = {
    step,
    merge,
    judged,
    policies,
    approvedState: merge && (await approvedState(state, merge, context)),
  };
  const policy = gathered.objects.value('Registry', policyPath, asked);
  const stage = policy?.stages.find(({ name }) => name === state.pointer.stage);
  if (policy === undefined || stage === undefined) {
    const fault = gathered.objects.fault('Registry', policyPath, asked) ?? 'it does not name the stage';
    return { ...common, stage: fault, gates: [] };
  }
  const gates = await gatesOf(one, stage, gathered);
  const wantsReviews = gates.some(({ gate }) => gate === 'approvals');
  const reviewed = wantsReviews && (await gatherReviewed(one, { policy, stage, merge, judged }, gathered, context));
  return { ...common, stage, gates, ...(reviewed && { reviewed }) };
}

/** The record of a generation, where it names the commit that brought this state. */
function judgedOf({ pointer, entry }: PointerState, { recorded }: Gathered): JudgedRecord | undefined {
  const path = judgedPath(pointer.model, pointer.stage, pointer.generation);
  const judged = recorded.objects.value('JudgedRecord', path, recorded.files.get(path)?.oid);
  return judged?.commit === entry.commit.oid ? judged : undefined;
}

/** Most name the commit's first parent, whose policy is known. */
async function policyIn(
  { policyCommit }: JudgedRecord,
  { entry }: PointerState,
  asked: Oid | undefined,
  { repository }: Context,
): Promise<Oid | undefined> {
  if (policyCommit === entry.commit.parents[0]) return asked;
  return await (await snapshotIfHere(policyCommit, repository))?.find(policyPath);
}

async function approvedState(
  { pointer }: PointerState,
  { head }: MergeRecord,
  { repository }: Context,
): Promise<Oid | 'gone' | undefined> {
  const snapshot = await snapshotIfHere(head, repository);
  return snapshot === undefined ? 'gone' : await snapshot.find(pointerPath(pointer.model, pointer.stage));
}

/** A state that was taken back to was judged when it came first; a rollback is judged by when its version held the stage. */
async function gatesOf(
  { sought, state, step, older }: Case,
  stage: StagePolicy,
  { ages, recorded }: Gathered,
): Promise<StagePolicy['gates']> {
  const { pointer } = state;
  if (isTakenBack(older)) return [];
  if (pointer.change !== 'rollback' || pointer.version === null) return gatesFor({ pointer, stage, tenures: [] });
  const earlier = sought.siblings.map(({ states }) =>
    states.filter(({ entry }) => (ages.get(entry.commit.oid) ?? 0) > step.age).map(endingBefore(state)),
  );
  const tenures: Tenure[] = [];
  for (const states of earlier)
    tenures.push(...tenuresOf(states, await statesLetPass(states, recorded.snapshot, pointer.version)));
  return gatesFor({ pointer, stage, tenures });
}

/** As it was seen then: the newest state had not ended. */
function endingBefore({ entry }: PointerState): (state: PointerState, index: number) => PointerState {
  return (state, index) => {
    const { until, ...rest } = state;
    return index > 0 || (until !== undefined && until < entry.commit.at) ? state : rest;
  };
}

interface Asked {
  readonly policy: Policy;
  readonly stage: StagePolicy;
  readonly merge: MergeRecord | undefined;
  readonly judged: JudgedRecord | undefined;
}

/** A model.yaml that could not be read then names nobody. */
async function gatherReviewed(
  { state, step }: Case,
  { policy, stage, merge, judged }: Asked,
  { timelines, objects, proposals }: Gathered,
  context: Context,
): Promise<Reviewed> {
  const { pointer, entry } = state;
  const path = modelPath(pointer.model);
  const known = objects.value('Model', path, stateBefore(timelines.get(path), step.age));
  const model = known ?? { name: pointer.model, owners: [], tags: {}, links: [] };
  const proposal = merge && proposals.get(merge.proposal);
  const now = merge?.at ?? judged?.at ?? entry.commit.at;
  const reviews = (proposal?.reviews ?? []).filter(({ at }) => at <= now);
  return {
    now,
    policy,
    stage,
    model,
    owners: [...new Set([...model.owners, ...ownersOf(policy, model.name)])],
    pointer,
    backers: await backersOf(state, proposal && { ...proposal, head: merge.head }, context),
    reviews,
    ...(merge && { head: merge.head }),
  };
}

async function backersOf(
  { pointer, entry }: PointerState,
  proposal: Proposal | undefined,
  context: Context,
): Promise<Backers> {
  const { repository } = context;
  const [parent] = entry.commit.parents;
  const base = parent === undefined ? emptySnapshot : await repository.snapshot(parent);
  const nomination = { base, pointer, depth: 'presence', ...(proposal && { proposal }) } as const;
  const version = pointer.version;
  const candidate = version === null ? undefined : await orFault([], () => findVersion(base, pointer.model, version));
  // A branch that is gone, and the head with it, tells of nobody.
  const committers = await committersOf(nomination, repository).catch(() => []);
  return await gatherBackers(nomination, candidate, committers, context);
}
