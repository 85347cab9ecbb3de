import { type Place, parsePath } from '../../registry-schema/layout.ts';
import type { Oid } from '../domain/records.ts';
import type { HistoryEntry } from '../ports/repository.ts';

/** One change of one file on first-parent history. */
export interface Step {
  readonly path: string;
  readonly entry: HistoryEntry;
  /** How many commits are newer. */
  readonly age: number;
  readonly before: Oid | undefined;
  /** Absent where the file was deleted. */
  readonly after: Oid | undefined;
}

/** Every change of one file, newest first. */
export type Timeline = readonly Step[];

type PlaceOf<K extends Place['kind']> = Extract<Place, { readonly kind: K }>;

/** A file with its past. */
export interface Past<K extends Place['kind']> {
  readonly path: string;
  readonly place: PlaceOf<K>;
  readonly steps: Timeline;
}

/** The past of every file of the registry branch, by path. @param entries history, newest first. */
export function timelinesOf(entries: readonly HistoryEntry[]): ReadonlyMap<string, Timeline> {
  const timelines = new Map<string, Step[]>();
  for (const [age, entry] of entries.entries()) {
    for (const { path, before, after } of entry.changes) {
      // A file that only became executable is what it was.
      if (before === after) continue;
      const steps = timelines.get(path) ?? [];
      steps.push({ path, entry, age, before, after });
      timelines.set(path, steps);
    }
  }
  return timelines;
}

/** The files that their paths say are of one kind. */
export function pastsOf<K extends Place['kind']>(
  timelines: ReadonlyMap<string, Timeline>,
  kind: K,
): readonly Past<K>[] {
  return [...timelines].flatMap(([path, steps]) => {
    const place = parsePath(path);
    return place?.kind === kind ? [{ path, place: place as PlaceOf<K>, steps }] : [];
  });
}

/** The state of a file on which the commit of that age was made: what a judgement of it had to read. */
export function stateBefore(timeline: Timeline | undefined, age: number): Oid | undefined {
  return timeline?.find((step) => step.age > age)?.after;
}

/** The state of a file once the commit of that age had come. */
export function stateAt(timeline: Timeline | undefined, age: number): Oid | undefined {
  return timeline?.find((step) => step.age >= age)?.after;
}
