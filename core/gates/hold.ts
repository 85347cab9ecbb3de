import { millisecondsOf } from '../domain/duration.ts';
import type { Hold } from '../domain/records.ts';
import type { Candidacy } from './candidacy.ts';
import { fail, type Judgement, pass, pending, skipped } from './judgement.ts';

/**
 * Always judged, and read from the base pointer: what the proposal says of a hold is no evidence.
 * A rollback passes a hold, because a hold keeps newcomers out and a rollback is what people need during an incident;
 * it may not lift the hold on its way.
 */
export function judgeHold({ pointer, basePointer, now, model, stage }: Candidacy): Judgement {
  const hold = basePointer?.hold;
  if (pointer.change === 'hold') return skipped('It is the hold that changes.');
  if (hold === undefined) return pass('The stage is not held.');
  if (hasEnded(hold, now)) return pass(`The hold of ${hold.by} ended at ${hold.until}.`);
  const reason = `${hold.by} holds the stage${hold.until ? ` until ${hold.until}` : ''}: ${hold.reason}`;
  if (pointer.change === 'rollback') {
    return pointer.hold
      ? pass(`${reason} A rollback may pass; the hold stays.`)
      : fail(`${reason} A rollback may pass, but this one would lift the hold.`);
  }
  return hold.until === undefined
    ? fail(`${reason} To lift it, run mergeline unhold ${model.name}@${stage.name}.`)
    : pending(reason, hold.until);
}

function hasEnded({ until }: Hold, now: string): boolean {
  return until !== undefined && millisecondsOf(until) <= millisecondsOf(now);
}
