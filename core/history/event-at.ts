import { decode } from '../../registry-schema/codec.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { MergeRecord } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Forge } from '../ports/forge.ts';
import type { Change, HistoryEntry, RepositoryReader, Snapshot } from '../ports/repository.ts';
import type { EventKind, HistoryEvent } from './history-answer.ts';

/** A commit of the registry branch, and where to look for what belongs to it. */
export interface Circumstances {
  readonly entry: HistoryEntry;
  readonly merge: MergeRecord | undefined;
  readonly snapshot: Snapshot;
  readonly records: Snapshot;
  readonly forge: Pick<Forge, 'find'>;
  readonly repository: Pick<RepositoryReader, 'snapshot'>;
}

/** What an event is about, as the path of the changed file tells. */
export interface Subject {
  readonly model?: ModelName;
  readonly version?: Version;
  readonly stage?: StageName;
}

/** What every event has: what happened to what, and who did it as the commit tells. */
export function eventAt(kind: EventKind, place: Subject, { entry, merge }: Circumstances): HistoryEvent {
  const { commit } = entry;
  const { reason, actor } = readMessage(commit.message);
  return {
    kind,
    model: place.model ?? null,
    version: place.version ?? null,
    stage: place.stage ?? null,
    commit: commit.oid,
    at: commit.at,
    actor: actor ?? commit.author.name,
    reason,
    proposal: merge?.proposal ?? null,
  };
}

/** Body and actor of a commit message, for display. */
function readMessage(message: string): { reason: string; actor?: string } {
  const [, ...paragraphs] = message.trim().split('\n\n');
  const trailers = paragraphs.at(-1)?.startsWith('Mergeline-') ? paragraphs.pop() : undefined;
  const actor = /^Mergeline-Actor: (.+)$/m.exec(trailers ?? '')?.[1];
  return { reason: paragraphs.join('\n\n'), ...(actor && { actor }) };
}

/** Undefined for a file that was deleted or cannot be read. */
export async function readObject<T>(
  kind: 'VersionStatus' | 'StagePointer' | 'Evaluation',
  { path, after }: Change,
  snapshot: Snapshot,
): Promise<T | undefined> {
  if (after === undefined) return undefined;
  try {
    for await (const { bytes } of snapshot.readMany([after])) return decode(kind, bytes, { file: path }) as T;
  } catch {}
  return undefined;
}
