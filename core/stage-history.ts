import { decode } from '../registry-schema/codec.ts';
import { parsePath, pointerPath, stageFolder } from '../registry-schema/layout.ts';
import type { Instant } from './domain/manifest.ts';
import type { ModelName, StageName } from './domain/names.ts';
import type { Oid, Pointer } from './domain/records.ts';
import type { Tenure } from './gates/candidacy.ts';
import type { Change, HistoryEntry, RepositoryReader, Snapshot } from './ports/repository.ts';

/** One state of one pointer on first-parent history. */
export interface PointerState {
  readonly pointer: Pointer;
  readonly oid: Oid;
  readonly entry: HistoryEntry;
  readonly from: Instant;
  /** When the next state of the same pointer came; absent for the present one. */
  readonly until?: Instant;
}

/** Every state that the pointers of a model had, newest first. A file that was no pointer then is passed over. */
export async function readStageHistory(
  repository: RepositoryReader,
  snapshot: Snapshot,
  model: ModelName,
  stage?: StageName,
): Promise<readonly PointerState[]> {
  const below = stage === undefined ? stageFolder(model) : pointerPath(model, stage);
  // Noted as read, so that a decision on this history is made again when a pointer moves.
  await snapshot.find(below);
  const states: PointerState[] = [];
  const nextChange = new Map<string, Instant>();
  for await (const entry of repository.history(snapshot.commit.oid, { below: [below] })) {
    for (const change of entry.changes.filter(({ path }) => parsePath(path)?.kind === 'StagePointer')) {
      const state = await readState(change, entry, nextChange.get(change.path), snapshot);
      if (state !== undefined) states.push(state);
      nextChange.set(change.path, entry.commit.at);
    }
  }
  return states;
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

/** When a version held which stage: neighbouring states of one holder are one tenure. Newest first. */
export function tenuresOf(states: readonly PointerState[], version: string): readonly Tenure[] {
  return [...new Set(states.map(({ pointer }) => pointer.stage))].flatMap((stage) => {
    const tenures: Tenure[] = [];
    let following: string | null = null;
    for (const { pointer, from, until } of states.filter((state) => state.pointer.stage === stage)) {
      const latest = tenures.at(-1);
      if (pointer.version === version && following === version && latest !== undefined)
        tenures[tenures.length - 1] = { ...latest, from };
      else if (pointer.version === version) tenures.push({ stage, from, ...(until === undefined ? {} : { until }) });
      following = pointer.version;
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
