import { modelFolder, modelOfCard, parsePath, pointerPath } from '../registry-schema/layout.ts';
import type { HistoryAnswer, HistoryEvent } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { parseModelName } from './domain/names.ts';
import type { Status } from './domain/records.ts';
import { type Circumstances, eventAt, readObject, type Subject } from './history/event-at.ts';
import { pointerEvent } from './history/pointer-event.ts';
import { isOf, rejectionsOf, withRejections } from './history/rejections.ts';
import type { Change, Snapshot } from './ports/repository.ts';
import { orFault } from './reading/or-fault.ts';
import { findMergeRecord, recordsSnapshot } from './reading/read-records.ts';
import { readModel, readPolicy, stageNamed } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { ReadOptions } from './registry.ts';

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
  options: ReadOptions,
  context: RegistryContext,
): Promise<HistoryAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const named = await subjectIn(snapshot, subject);
  const paths = pathsOf(named);
  const records = await recordsSnapshot(context);
  const events: HistoryEvent[] = [];
  for await (const entry of context.repository.history(snapshot.commit.oid, paths && { below: paths })) {
    const merge = await orFault([], () => findMergeRecord(records, entry.commit.oid));
    for (const change of entry.changes) {
      const event = await eventOf(change, { entry, merge, snapshot, records, forge: context.forge });
      if (event !== undefined) events.push(event);
    }
  }
  const until = options.at === undefined ? undefined : snapshot.commit.at;
  const proposals = await context.forge.list([], (proposal) => isOf(named, proposal));
  const rejections = rejectionsOf(proposals, until);
  return { events: withRejections(events, rejections), registryCommit: snapshot.commit.oid };
}

/** @throws MergelineError `NOT_FOUND` for a model or a stage that there is not. */
async function subjectIn(snapshot: Snapshot, { model: text, stage }: HistorySubject): Promise<Subject> {
  if (text === undefined) return {};
  const model = parseModelName(text);
  await readModel(snapshot, model);
  if (stage === undefined) return { model };
  return { model, stage: stageNamed(await readPolicy(snapshot), stage).name };
}

function pathsOf({ model, stage }: Subject): readonly string[] | undefined {
  if (model === undefined) return undefined;
  return [stage === undefined ? modelFolder(model) : pointerPath(model, stage)];
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
      return change.before === undefined ? undefined : eventAt('model-edited', place, circumstances);
    case 'ModelVersion':
      return eventAt(change.before === undefined ? 'registered' : 'tampered', place, circumstances);
    case 'Evaluation':
      return eventAt(change.before === undefined ? 'evaluated' : 'tampered', place, circumstances);
    case 'VersionStatus':
      return await statusEvent(change, place, circumstances);
    case 'StagePointer':
      return await pointerEvent(change, place, circumstances);
  }
}

function cardEvent({ path }: Change, circumstances: Circumstances): HistoryEvent | undefined {
  const model = modelOfCard(path);
  return model && eventAt('card-edited', { model }, circumstances);
}

const statusKinds = { active: 'reactivated', deprecated: 'deprecated', yanked: 'yanked', erased: 'erased' } as const;

async function statusEvent(change: Change, place: Subject, circumstances: Circumstances): Promise<HistoryEvent> {
  const status = await readObject<Status>('VersionStatus', change, circumstances.snapshot);
  if (status === undefined) return eventAt('tampered', place, circumstances);
  return { ...eventAt(statusKinds[status.state], place, circumstances), actor: status.by, reason: status.reason };
}
