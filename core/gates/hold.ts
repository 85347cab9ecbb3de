import { isMeantBy, parseActor } from '../domain/actor.ts';
import { endsSooner, hasEnded, isHeld, liftersOf, mayLift } from '../domain/hold.ts';
import type { Candidacy } from './candidacy.ts';
import { fail, type Judgement, pass, pending, skipped } from './judgement.ts';

/**
 * Always judged, and read from the base pointer: what the proposal says of a hold is no evidence.
 * A rollback passes a hold, because a hold keeps newcomers out and a rollback is what people need during an incident;
 * it may not lift the hold on its way.
 */
export function judgeHold(candidacy: Candidacy): Judgement {
  const { pointer, basePointer, now, model, stage } = candidacy;
  const hold = basePointer?.hold;
  if (pointer.change === 'hold') return judgeChangedHold(candidacy);
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

/** Anybody may hold a stage, in their own name; to free it earlier is for its lifters. What the pointer says of people is no evidence. */
function judgeChangedHold({ pointer, basePointer, now, owners, committers }: Candidacy): Judgement {
  const present = basePointer?.hold;
  const { hold } = pointer;
  const isNew = hold !== undefined && JSON.stringify(hold) !== JSON.stringify(present);
  if (isNew && !committers.some((name) => isMeantBy(parseActor(name), hold.by)))
    return fail(`It holds the stage in the name of ${hold.by}, who made no commit of it.`);
  if (isHeld(present, now) && endsSooner(hold, present) && !mayLift(present, owners, committers)) {
    const allowed = liftersOf(present, owners).join(', ');
    return fail(`${present.by} holds the stage: ${present.reason} Only these may end that sooner: ${allowed}.`);
  }
  return skipped('It is the hold that changes.');
}
