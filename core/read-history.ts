import { modelFolder, modelOfCard, modelPath, parsePath, pointerPath } from '../registry-schema/layout.ts';
import type { RegistryContext } from './context.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import type { Evaluation, Oid, Status } from './domain/records.ts';
import { type Circumstances, eventAt, readObject, type Subject } from './history/event-at.ts';
import { evidenceOf } from './history/evidence-seen.ts';
import type { HistoryAnswer, HistoryEvent } from './history/history-answer.ts';
import { isWithin, type Period, parsePeriod } from './history/period.ts';
import { pointerEvent } from './history/pointer-event.ts';
import { countNewer, isOf, type NamedSubject, rejectionsOf } from './history/rejections.ts';
import { readFieldChanges } from './models/read-field-changes.ts';
import type { Change, Snapshot } from './ports/repository.ts';
import { orFault } from './reading/or-fault.ts';
import { findInstant } from './reading/parse-instant.ts';
import { findMergeRecord, recordsSnapshot } from './reading/read-records.ts';
import { readModel, readPolicy, stageNamed } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { HistoryOptions } from './requests.ts';

export interface HistorySubject {
  readonly model?: string;
  readonly stage?: string;
}

/**
 * What happened, newest first, folded from first-parent history: commit order decides, clocks and trailers never do. What
 * was rejected left no commit there, and stands among the others by its time.
 * Of a registry, of a model, or of one stage of a model.
 */
export async function readHistory(
  subject: HistorySubject,
  options: HistoryOptions,
  context: RegistryContext,
): Promise<HistoryAnswer> {
  const { limit = Number.POSITIVE_INFINITY } = options;
  const now = context.clock.now();
  const period = parsePeriod(options, now);
  const snapshot = await snapshotAt(context, options.at);
  const named = await subjectIn(snapshot, subject);
  const asked =
    options.at === undefined ? now : (findInstant(options.at, { now, towards: 'past' }) ?? snapshot.commit.at);
  const rejections = (await rejectionsAbout(named, context)).filter(
    ({ at }) => isWithin(at, period) && (options.at === undefined || Date.parse(at) <= Date.parse(asked)),
  );
  const events: HistoryEvent[] = [];
  let older: Oid | null = null;
  for await (const own of eventsOf(named, period, snapshot, context)) {
    const isLimit = events.length >= limit;
    for (const event of isLimit ? own.slice(0, 1) : own) {
      events.push(...rejections.splice(0, countNewer(rejections, event)));
      if (isLimit) older = event.commit;
      else events.push(event);
    }
    if (isLimit) break;
  }
  if (older === null) events.push(...rejections);
  return { events, older, registryCommit: snapshot.commit.oid };
}

async function rejectionsAbout(
  named: NamedSubject,
  { forge }: Pick<RegistryContext, 'forge'>,
): Promise<HistoryEvent[]> {
  return [...rejectionsOf(await forge.list([], (proposal) => isOf(named, proposal)))];
}

/** What each commit brought, of those that brought something. */
async function* eventsOf(
  named: NamedSubject,
  period: Period,
  snapshot: Snapshot,
  context: RegistryContext,
): AsyncGenerator<readonly HistoryEvent[]> {
  const { repository, forge } = context;
  const records = await recordsSnapshot(context);
  const below = pathsOf(named);
  for await (const entry of repository.history(snapshot.commit.oid, below && { below })) {
    if (!isWithin(entry.commit.at, period)) continue;
    const merge = await orFault([], () => findMergeRecord(records, entry.commit.oid));
    const events: HistoryEvent[] = [];
    for (const change of entry.changes) {
      const event = await eventOf(change, { entry, merge, snapshot, records, forge, repository });
      if (event !== undefined) events.push(event);
    }
    if (events.length > 0) yield events;
  }
}

/** @throws MergelineError `NOT_FOUND` for a model or a stage that there is not. */
async function subjectIn(snapshot: Snapshot, { model: text, stage }: HistorySubject): Promise<NamedSubject> {
  if (text === undefined) return {};
  const model = parseModelName(text);
  await readModel(snapshot, model);
  if (stage === undefined) return { model };
  const { name, aliases } = stageNamed(await readPolicy(snapshot), stage);
  return { model, stages: [name, ...aliases] };
}

function pathsOf({ model, stages }: NamedSubject): readonly string[] | undefined {
  if (model === undefined) return undefined;
  return stages?.map((stage) => pointerPath(model, stage as StageName)) ?? [modelFolder(model)];
}

/** A file that only became executable is what it was. */
async function eventOf(change: Change, circumstances: Circumstances): Promise<HistoryEvent | undefined> {
  if (change.before === change.after) return undefined;
  const place = parsePath(change.path);
  if (place === undefined) return cardEvent(change, circumstances);
  switch (place.kind) {
    case 'Registry':
      return eventAt('policy-changed', {}, circumstances);
    case 'Model':
      return change.before === undefined
        ? creationEvent(place, circumstances)
        : await editEvent(change, place, circumstances);
    case 'ModelVersion':
      return eventAt(change.before === undefined ? 'registered' : 'tampered', place, circumstances);
    case 'Evaluation':
      return await evaluationEvent(change, place, circumstances);
    case 'VersionStatus':
      return await statusEvent(change, place, circumstances);
    case 'StagePointer':
      return await pointerEvent(change, place, circumstances);
  }
}

async function evaluationEvent(change: Change, place: Subject, circumstances: Circumstances): Promise<HistoryEvent> {
  if (change.before !== undefined) return eventAt('tampered', place, circumstances);
  const evaluation = await readObject<Evaluation>('Evaluation', change, circumstances.snapshot);
  const event = eventAt('evaluated', place, circumstances);
  return evaluation === undefined ? event : { ...event, ...evidenceOf([evaluation]) };
}

/** A model that comes with its first version is told by that. */
function creationEvent(
  place: Subject & { readonly model: ModelName },
  circumstances: Circumstances,
): HistoryEvent | undefined {
  const hasVersion = circumstances.entry.changes.some(({ path }) => {
    const other = parsePath(path);
    return other?.kind === 'ModelVersion' && other.model === place.model;
  });
  return hasVersion ? undefined : eventAt('model-created', place, circumstances);
}

/** With the names of the fields, and who approved them where that was needed. */
async function editEvent(change: Change, place: Subject, circumstances: Circumstances): Promise<HistoryEvent> {
  const fields = (await readFieldChanges([change], circumstances.snapshot)).map(({ field }) => field);
  const approvals = circumstances.merge?.approvals ?? [];
  return {
    ...eventAt('model-edited', place, circumstances),
    ...(fields.length > 0 && { fields }),
    ...(approvals.length > 0 && { approvedBy: approvals.map(({ actor }) => actor) }),
  };
}

function cardEvent({ path }: Change, circumstances: Circumstances): HistoryEvent | undefined {
  const model = modelOfCard(path);
  if (model === undefined || makesModel(model, circumstances)) return undefined;
  return eventAt('card-edited', { model }, circumstances);
}

/** The first card of a model comes with it. */
function makesModel(model: ModelName, { entry }: Circumstances): boolean {
  return entry.changes.some(({ path, before }) => path === modelPath(model) && before === undefined);
}

const statusKinds = { active: 'reactivated', deprecated: 'deprecated', yanked: 'yanked', erased: 'erased' } as const;

async function statusEvent(change: Change, place: Subject, circumstances: Circumstances): Promise<HistoryEvent> {
  const status = await readObject<Status>('VersionStatus', change, circumstances.snapshot);
  if (status === undefined) return eventAt('tampered', place, circumstances);
  const { merge } = circumstances;
  return {
    ...eventAt(statusKinds[status.state], place, circumstances),
    actor: status.by,
    reason: status.reason,
    ...(merge && { approvedBy: merge.approvals.map(({ actor }) => actor) }),
  };
}
