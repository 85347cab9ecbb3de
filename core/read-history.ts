import { decode } from '../registry-schema/codec.ts';
import { modelFolder, type Place, parsePath, pointerPath } from '../registry-schema/layout.ts';
import type { EventKind, HistoryAnswer, HistoryEvent } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { parseActor, tracesOf } from './domain/actor.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import type { MergeRecord, Pointer, Review, Status } from './domain/records.ts';
import type { Version } from './domain/version.ts';
import type { Forge } from './ports/forge.ts';
import type { Change, HistoryEntry, Snapshot } from './ports/repository.ts';
import { findMergeRecord, findReceipt, recordsSnapshot } from './reading/read-records.ts';
import { readModel, readPolicy, stageNamed } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { ReadOptions } from './registry.ts';

export interface HistorySubject {
  readonly model?: string;
  readonly stage?: string;
}

/**
 * What happened, newest first, folded from first-parent history: commit order decides, clocks and trailers never do.
 * Of a registry, of a model, or of one stage of a model.
 */
export async function readHistory(
  subject: HistorySubject,
  options: ReadOptions,
  context: RegistryContext,
): Promise<HistoryAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const below = await pathsOf(subject, snapshot);
  const records = await recordsSnapshot(context);
  const events: HistoryEvent[] = [];
  for await (const entry of context.repository.history(snapshot.commit.oid, below === undefined ? {} : { below })) {
    const merge = await findMergeRecord(records, entry.commit.oid).catch(() => undefined);
    for (const change of entry.changes) {
      const event = await eventOf(change, { entry, merge, snapshot, records, forge: context.forge });
      if (event !== undefined) events.push(event);
    }
  }
  return { events, registryCommit: snapshot.commit.oid };
}

async function pathsOf(
  { model: text, stage }: HistorySubject,
  snapshot: Snapshot,
): Promise<readonly string[] | undefined> {
  if (text === undefined) return undefined;
  const model = parseModelName(text);
  await readModel(snapshot, model);
  if (stage === undefined) return [modelFolder(model)];
  return [pointerPath(model, stageNamed(await readPolicy(snapshot), stage).name)];
}

interface Circumstances {
  readonly entry: HistoryEntry;
  readonly merge: MergeRecord | undefined;
  readonly snapshot: Snapshot;
  readonly records: Snapshot;
  readonly forge: Pick<Forge, 'find'>;
}

/** What an event is about, as the path of the changed file tells. */
interface Subject {
  readonly model?: ModelName;
  readonly version?: Version;
  readonly stage?: StageName;
}

async function eventOf(change: Change, circumstances: Circumstances): Promise<HistoryEvent | undefined> {
  const place = parsePath(change.path);
  if (place === undefined) return cardEvent(change, circumstances);
  switch (place.kind) {
    case 'Registry':
      return event('policy-changed', {}, circumstances);
    case 'Model':
      return change.before === undefined ? undefined : event('model-edited', place, circumstances);
    case 'ModelVersion':
      return event(change.before === undefined ? 'registered' : 'tampered', place, circumstances);
    case 'Evaluation':
      return event(change.before === undefined ? 'evaluated' : 'tampered', place, circumstances);
    case 'VersionStatus':
      return await statusEvent(change, place, circumstances);
    case 'StagePointer':
      return await pointerEvent(change, place, circumstances);
  }
}

function cardEvent({ path }: Change, circumstances: Circumstances): HistoryEvent | undefined {
  const match = /^models\/(.+)\/README\.md$/.exec(path);
  return match ? event('card-edited', { model: match[1] as ModelName }, circumstances) : undefined;
}

const statusKinds = { active: 'reactivated', deprecated: 'deprecated', yanked: 'yanked', erased: 'erased' } as const;

async function statusEvent(change: Change, place: Subject, circumstances: Circumstances): Promise<HistoryEvent> {
  const status = await readObject<Status>('VersionStatus', change, circumstances.snapshot);
  if (status === undefined) return event('tampered', place, circumstances);
  return { ...event(statusKinds[status.state], place, circumstances), actor: status.by, reason: status.reason };
}

async function pointerEvent(
  change: Change,
  place: Extract<Place, { kind: 'StagePointer' }>,
  circumstances: Circumstances,
): Promise<HistoryEvent> {
  const pointer = await readObject<Pointer>('StagePointer', change, circumstances.snapshot);
  if (pointer === undefined) return event('tampered', place, circumstances);
  const { model, stage, version, generation, replaces, requestedBy, reason, breakGlass } = pointer;
  const { merge, records } = circumstances;
  const approvals = [...(merge?.approvals ?? []), ...(await laterApprovals(pointer, circumstances))];
  return {
    ...event(pointerKind(pointer), place, circumstances),
    version,
    actor: requestedBy,
    reason,
    generation,
    replaces,
    approvedBy: approvals.map(({ actor }) => actor),
    published: (await findReceipt(records, model, stage, generation).catch(() => undefined)) !== undefined,
    ...(breakGlass && approvals.length === 0 && { breakGlass: true }),
  };
}

/** Approvals that a merge before approval got afterwards, from people who neither asked for it nor broke the glass. */
async function laterApprovals(
  { breakGlass, requestedBy }: Pointer,
  { merge, forge }: Circumstances,
): Promise<readonly Review[]> {
  if (breakGlass === undefined || merge === undefined) return [];
  const behind = [breakGlass.by, requestedBy].map((name) => tracesOf(parseActor(name)));
  const reviews = (await forge.find(merge.proposal))?.reviews ?? [];
  return reviews.filter(
    ({ verdict, head, actor, at }) =>
      verdict === 'approve' &&
      head === merge.head &&
      at > merge.at &&
      behind.every((traces) => traces.isDisjointFrom(tracesOf(parseActor(actor)))),
  );
}

function pointerKind({ change, hold }: Pointer): EventKind {
  switch (change) {
    case 'promotion':
      return 'promoted';
    case 'rollback':
      return 'rolled-back';
    case 'withdrawal':
      return 'withdrawn';
    case 'hold':
      return hold === undefined ? 'unheld' : 'held';
  }
}

async function readObject<T>(
  kind: 'VersionStatus' | 'StagePointer',
  { path, after }: Change,
  snapshot: Snapshot,
): Promise<T | undefined> {
  if (after === undefined) return undefined;
  try {
    for await (const { bytes } of snapshot.readMany([after])) return decode(kind, bytes, { file: path }) as T;
  } catch {}
  return undefined;
}

function event(kind: EventKind, place: Subject, { entry, merge }: Circumstances): HistoryEvent {
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
