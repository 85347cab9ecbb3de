import { millisecondsOf } from '../domain/duration.ts';
import { isHeld } from '../domain/hold.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Hold, Waiver } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, finding, toldBy } from './finding.ts';

/** The moment at whose end an audit looks. */
export interface PeriodEnd {
  /** How many commits are newer than the last one that counts. */
  readonly age: number;
  readonly at: Instant;
}

interface Held {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly version: Version | null;
  readonly generation: number;
}

export type StandingHold = Held & Hold & { readonly inForce: boolean };
export type StandingWaiver = Held & Waiver & { readonly inForce: boolean };

/** The state of every pointer at a moment. */
function statesAt({ pointers, ages }: AuditFacts, { age }: PeriodEnd): readonly PointerState[] {
  return pointers.flatMap(({ states }) => {
    const state = states.find(({ entry }) => (ages.get(entry.commit.oid) ?? 0) >= age);
    return state === undefined ? [] : [state];
  });
}

/** The holds that pointers carry at a moment, also those whose time has passed. */
export function holdsAt(facts: AuditFacts, moment: PeriodEnd): readonly StandingHold[] {
  return statesAt(facts, moment).flatMap(({ pointer }) =>
    pointer.hold === undefined
      ? []
      : [{ ...heldBy(pointer), ...pointer.hold, inForce: isHeld(pointer.hold, moment.at) }],
  );
}

/** The waivers that the versions which hold stages at a moment came in with. */
export function waiversAt(facts: AuditFacts, moment: PeriodEnd): readonly StandingWaiver[] {
  return statesAt(facts, moment).flatMap(({ pointer }) =>
    pointer.waivers.map((waiver) => ({
      ...heldBy(pointer),
      ...waiver,
      inForce: millisecondsOf(waiver.until) > millisecondsOf(moment.at),
    })),
  );
}

function heldBy({ model, stage, version, generation }: PointerState['pointer']): Held {
  return { model, stage, version, generation };
}

/** What keeps a stage closed, and what was passed over for the version in it. */
export function findStanding(facts: AuditFacts, moment: PeriodEnd): readonly Finding[] {
  const entryOf = new Map(
    statesAt(facts, moment).map(({ pointer, entry }) => [`${pointer.model}@${pointer.stage}`, entry]),
  );
  const toldOf = ({ model, stage, version, generation }: Held) => {
    const entry = entryOf.get(`${model}@${stage}`);
    return { model, stage, version, generation, ...(entry && toldBy(entry)) };
  };
  return [
    ...holdsAt(facts, moment).map((hold) => {
      const place = `${hold.model}@${hold.stage}`;
      const until = hold.until === undefined ? 'until somebody lifts it' : `until ${hold.until}`;
      return finding(hold.inForce ? 'hold-in-force' : 'hold-expired', {
        ...toldOf(hold),
        who: hold.by,
        what: `${hold.by} held ${place} ${until}: ${hold.reason}`,
        hint: hold.inForce ? `Lift it with: mergeline unhold ${place}` : 'It keeps nothing out any more.',
      });
    }),
    ...waiversAt(facts, moment).map((waiver) => {
      const place = `${waiver.model}@${waiver.stage}`;
      return finding(waiver.inForce ? 'waiver-in-force' : 'waiver-expired', {
        ...toldOf(waiver),
        who: waiver.by,
        what: `${waiver.version} holds ${place} with gate ${waiver.gate} waived until ${waiver.until}: ${waiver.reason}`,
        hint: waiver.inForce
          ? `See who approved it with: mergeline history ${place}`
          : `The version still holds the stage. See: mergeline history ${place}`,
      });
    }),
  ];
}
