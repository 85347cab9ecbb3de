import { decode } from '../../registry-schema/codec.ts';
import { type Place, parsePath } from '../../registry-schema/layout.ts';
import type { Oid, Pointer } from '../domain/records.ts';
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
  const newest = new Map<string, { readonly place: PointerPlace; readonly change: Change }>();
  for await (const { changes } of entries) {
    for (const change of changes) {
      const place = parsePath(change.path);
      if (place?.kind === 'StagePointer' && !newest.has(change.path)) newest.set(change.path, { place, change });
    }
  }
  const faults = await Promise.all([...newest.values()].map(({ place, change }) => faultOf(place, change, snapshot)));
  return faults.filter((fault) => fault !== undefined);
}

async function faultOf(
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
  if (was === undefined || is === undefined || is === was + 1) return undefined;
  return {
    file,
    path: 'generation',
    message: `is ${is}, but must be ${was + 1}: it was made for another state of the stage. To go back to an earlier version, run: mergeline rollback ${model} --stage ${stage}`,
  };
}

async function generationOf(file: string, oid: Oid, snapshot: Snapshot): Promise<number | undefined> {
  for await (const { bytes } of snapshot.readMany([oid])) return readPointer(file, bytes)?.generation;
  return undefined;
}

function readPointer(file: string, bytes: Uint8Array): Pointer | undefined {
  try {
    return decode('StagePointer', bytes, { file });
  } catch {
    return undefined;
  }
}
