import { decode } from '../../registry-schema/codec.ts';
import { type Place, parsePath } from '../../registry-schema/layout.ts';
import type { Oid } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Change, HistoryEntry, Snapshot } from '../ports/repository.ts';

type PointerPlace = Extract<Place, { kind: 'StagePointer' }>;

/**
 * Pointers whose newest change is no step of one generation: a `git revert`, or a deletion. One that cannot be read is
 * reported elsewhere.
 * @param entries history, newest first.
 */
export async function findMissteps(
  entries: AsyncIterable<HistoryEntry> | Iterable<HistoryEntry>,
  snapshot: Snapshot,
): Promise<readonly Fault[]> {
  const histories = new Map<string, { readonly place: PointerPlace; readonly changes: Change[] }>();
  for await (const { changes } of entries) {
    for (const change of changes) {
      const place = parsePath(change.path);
      if (place?.kind !== 'StagePointer') continue;
      const history = histories.get(change.path) ?? { place, changes: [] };
      history.changes.push(change);
      histories.set(change.path, history);
    }
  }
  const faults = [...histories.values()].map(({ place, changes }) => faultOf(place, changes, snapshot));
  return (await Promise.all(faults)).filter((fault) => fault !== undefined);
}

async function faultOf(
  place: PointerPlace,
  [newest, ...older]: readonly Change[],
  snapshot: Snapshot,
): Promise<Fault | undefined> {
  if (newest === undefined) return undefined;
  const fault = await misstepIn(place, newest, snapshot);
  if (fault === undefined || newest.after === undefined) return fault;
  const taken = await takenBackTo(newest.after, older, snapshot);
  return taken === undefined ? fault : await faultOf(place, older.slice(taken), snapshot);
}

/** Where among older changes the same pointer came, if what followed was no later generation. */
async function takenBackTo(oid: Oid, older: readonly Change[], snapshot: Snapshot): Promise<number | undefined> {
  const generation = await generationOf('', oid, snapshot);
  for (const [index, { path, after }] of older.entries()) {
    if (after === oid) return index;
    const other = after && (await generationOf(path, after, snapshot));
    if (other && generation !== undefined && other > generation) return undefined;
  }
  return undefined;
}

async function misstepIn(
  { model, stage }: PointerPlace,
  { path: file, before, after }: Change,
  snapshot: Snapshot,
): Promise<Fault | undefined> {
  if (after === undefined) {
    return {
      file,
      message: `A pointer is never deleted. Bring it back, then empty the stage with: mergeline withdraw ${model} --stage ${stage}`,
    };
  }
  const [was, is] = [
    before === undefined ? 0 : await generationOf(file, before, snapshot),
    await generationOf(file, after, snapshot),
  ];
  const message = was === undefined || is === undefined ? undefined : tellMisstep(was, is, { model, stage });
  return message === undefined ? undefined : { file, path: 'generation', message };
}

/** What is wrong with a generation that follows another one; undefined where nothing is. */
export function tellMisstep(
  was: number,
  is: number,
  { model, stage }: Pick<PointerPlace, 'model' | 'stage'>,
): string | undefined {
  if (is === was + 1) return undefined;
  return `is ${is}, but must be ${was + 1}: it was made for another state of the stage. To go back to an earlier version, run: mergeline rollback ${model} --stage ${stage}`;
}

/** Undefined for what cannot be read as a pointer: a submodule, for one, has no bytes. */
async function generationOf(file: string, oid: Oid, snapshot: Snapshot): Promise<number | undefined> {
  try {
    for await (const { bytes } of snapshot.readMany([oid])) return decode('StagePointer', bytes, { file }).generation;
  } catch {}
  return undefined;
}
