import { decode } from '../../registry-schema/codec.ts';
import { parsePath, pointerPath, stageFolder } from '../../registry-schema/layout.ts';
import { judgedFolder } from '../../registry-schema/record-layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import type { Tenure } from '../gates/candidacy.ts';
import type { Change, HistoryEntry, Snapshot } from '../ports/repository.ts';
import { orFault } from './or-fault.ts';
import { findJudgedRecord, findMergeRecord, recordsSnapshot } from './read-records.ts';
import { listPointedStages } from './read-registry.ts';

/** One state of one pointer on first-parent history. */
export interface PointerState {
  readonly pointer: Pointer;
  readonly oid: Oid;
  readonly entry: HistoryEntry;
  readonly from: Instant;
  /** When the next state of the same pointer came; absent for the present one. */
  readonly until?: Instant;
}

/**
 * Every state that the present pointers of a model had since their files were made, newest first. A file that was no
 * pointer then is passed over. The walk ends where the oldest file was made, which is long before the first commit, unless it was made
 * again by hand: what it held before it was deleted is its history all the same.
 */
export async function readStageHistory(
  context: Records,
  snapshot: Snapshot,
  model: ModelName,
  stage?: StageName,
): Promise<readonly PointerState[]> {
  const unmade = new Set(await presentPaths(snapshot, model, stage));
  const states: PointerState[] = [];
  if (unmade.size === 0) return states;
  const records = await recordsSnapshot(context);
  const below = stage === undefined ? stageFolder(model) : pointerPath(model, stage);
  const nextChange = new Map<string, Instant>();
  for await (const entry of context.repository.history(snapshot.commit.oid, { below: [below] })) {
    for (const change of entry.changes.filter(({ path }) => parsePath(path)?.kind === 'StagePointer')) {
      const state = await readState(change, entry, nextChange.get(change.path), snapshot);
      if (state !== undefined) states.push(state);
      nextChange.set(change.path, entry.commit.at);
      if (change.before === undefined && (await isFirst(state, records))) unmade.delete(change.path);
    }
    if (unmade.size === 0) break;
  }
  return states;
}

type Records = Pick<RegistryContext, 'repository' | 'recordsBranch'>;

/** Whether a pointer that was made had none before it, as far as judgements tell. */
async function isFirst(state: PointerState | undefined, records: Snapshot): Promise<boolean> {
  if (state === undefined) return false;
  const { model, stage, generation } = state.pointer;
  const judged = await orFault([], () => findJudgedRecord(records, model, stage, generation));
  if (judged !== undefined) return judged.commit === state.entry.commit.oid;
  return (await records.list(judgedFolder(model, stage))).length === 0;
}

/** Every state of one pointer, newest first. */
export type PointerHistory = readonly [PointerState, ...PointerState[]];

/** Undefined when there is no such pointer, or none that could ever be read. */
export async function readPointerHistory(
  context: Records,
  snapshot: Snapshot,
  model: ModelName,
  stage: StageName,
): Promise<PointerHistory | undefined> {
  const [newest, ...older] = await readStageHistory(context, snapshot, model, stage);
  return newest && [newest, ...older];
}

/** Reading them notes them, so that a decision on their history is made again when a pointer moves. */
async function presentPaths(snapshot: Snapshot, model: ModelName, stage?: StageName): Promise<readonly string[]> {
  if (stage !== undefined) {
    const path = pointerPath(model, stage);
    return (await snapshot.find(path)) === undefined ? [] : [path];
  }
  return (await listPointedStages(snapshot, model)).map((it) => pointerPath(model, it));
}

async function readState(
  { path, after }: Change,
  entry: HistoryEntry,
  until: Instant | undefined,
  snapshot: Snapshot,
): Promise<PointerState | undefined> {
  const pointer = after === undefined ? undefined : await readPointerObject(snapshot, path, after);
  if (pointer === undefined || after === undefined) return undefined;
  return { pointer, oid: after, entry, from: entry.commit.at, ...(until === undefined ? {} : { until }) };
}

/**
 * Whether the newest of these states is the one that a commit brought: in that commit, or in a later one that took back
 * what was changed meanwhile. Going back behind a later generation is no taking back: that is a rollback.
 * @param states of one pointer, newest first.
 */
export function isStateOf(commit: Oid, [newest, ...older]: readonly PointerState[]): boolean {
  if (newest === undefined || newest.entry.commit.oid === commit) return newest !== undefined;
  for (const { pointer, oid, entry } of older) {
    if (pointer.generation > newest.pointer.generation) return false;
    if (entry.commit.oid === commit) return oid === newest.oid;
  }
  return false;
}

/** Whether the newest of these states brings back an older one, with no later generation in between. */
export function isTakenBack(states: readonly PointerState[]): boolean {
  const [newest, ...older] = states;
  return older.some(({ oid, entry }) => oid === newest?.oid && isStateOf(entry.commit.oid, states));
}

/**
 * Those states in which a version held a stage because something let it, each with when that was: a publication judged
 * them, or a merge that was judged brought them. A change of the hold counts as the state that it was made of. What was
 * moved by hand and never passed is no stay at all, so that nobody earns a rollback or a way through a stage by pushing a
 * pointer, nor a long stay by typing an old date into a commit.
 */
export async function statesLetPass(
  states: readonly PointerState[],
  records: Snapshot,
  version?: string,
): Promise<ReadonlyMap<PointerState, Instant>> {
  const passed = new Map<PointerState, Instant>();
  for (const ofStage of Map.groupBy(states, ({ pointer }) => pointer.stage).values()) {
    for (const [index, state] of [...ofStage.entries()].toReversed()) {
      const before = ofStage[index + 1];
      if (version !== undefined && state.pointer.version !== version) continue;
      const keeps = state.pointer.change === 'hold' && before !== undefined && sameHolder(before, state);
      const at = keeps && passed.has(before) ? state.from : await letPassAt(ofStage.slice(index), records);
      if (at !== undefined) passed.set(state, later(at, state.from));
    }
  }
  return passed;
}

function later(a: Instant, b: Instant): Instant {
  return [a, b].toSorted().at(1) ?? a;
}

/** The newest state of one pointer that something let in, if not merely by changing its hold. @param states newest first. */
export async function lastLetPass(
  states: readonly PointerState[],
  records: Snapshot,
): Promise<PointerState | undefined> {
  for (const [index, state] of states.entries())
    if ((await letPassAt(states.slice(index), records)) !== undefined) return state;
  return undefined;
}

/** A record that cannot be read says nothing. @param states of one pointer, newest first; asked is the newest. */
async function letPassAt(states: readonly PointerState[], records: Snapshot): Promise<Instant | undefined> {
  const [state] = states;
  if (state === undefined) return undefined;
  const { model, stage, generation } = state.pointer;
  const judged = await orFault([], () => findJudgedRecord(records, model, stage, generation));
  if (judged !== undefined && isStateOf(judged.commit, states)) return judged.at;
  return (await orFault([], () => findMergeRecord(records, state.entry.commit.oid)))?.at;
}

function sameHolder({ pointer: a }: PointerState, { pointer: b }: PointerState): boolean {
  return a.version === b.version && a.manifestDigest === b.manifestDigest && a.image?.digest === b.image?.digest;
}

/** The stretches of time that these states of a history make: neighbours are one tenure. Newest first. */
export function tenuresOf(
  states: readonly PointerState[],
  held: ReadonlyMap<PointerState, Instant>,
): readonly Tenure[] {
  return [...new Set(states.map(({ pointer }) => pointer.stage))].flatMap((stage) => {
    const tenures: Tenure[] = [];
    let goesOn = false;
    for (const state of states.filter(({ pointer }) => pointer.stage === stage)) {
      const { until } = state;
      const from = held.get(state);
      const latest = tenures.at(-1);
      if (from !== undefined && goesOn && latest !== undefined) tenures[tenures.length - 1] = { ...latest, from };
      else if (from !== undefined) tenures.push({ stage, from, ...(until === undefined ? {} : { until }) });
      goesOn = from !== undefined;
    }
    return tenures;
  });
}

async function readPointerObject(snapshot: Snapshot, path: string, oid: Oid): Promise<Pointer | undefined> {
  for await (const { bytes } of snapshot.readMany([oid])) {
    try {
      return decode('StagePointer', bytes, { file: path });
    } catch {
      return undefined;
    }
  }
  return undefined;
}
