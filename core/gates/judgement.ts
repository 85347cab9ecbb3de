import type { Instant } from '../domain/manifest.ts';
import type { Gate, GateKind, GateRule } from '../domain/policy.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Candidacy, Contender } from './candidacy.ts';

/** What a rule answers, before the judge says whose answer it is. */
export type Judgement = Omit<Verdict, 'gate'>;

/** A gate of one kind, as the policy gives it. */
export type GateOf<Kind extends GateKind> = Extract<GateRule, { readonly gate: Kind }> & Pick<Gate, 'id' | 'waivable'>;

export function pass(reason: string): Judgement {
  return { verdict: 'pass', reason };
}

export function fail(reason: string): Judgement {
  return { verdict: 'fail', reason };
}

/** People or time can still satisfy it; `until` is when time alone may. */
export function pending(reason: string, until?: Instant): Judgement {
  return { verdict: 'pending', reason, ...(until !== undefined && { until }) };
}

export function skipped(reason: string): Judgement {
  return { verdict: 'skipped', reason };
}

/** Evidence that a gate needs is not there. The judge turns it into a failed verdict. */
export class Unjudgeable extends Error {}

/** @throws Unjudgeable when the stage is to be emptied. */
export function candidateOf({ candidate, pointer }: Candidacy): Contender {
  if (candidate) return candidate;
  throw new Unjudgeable(
    pointer.version === null
      ? 'There is no candidate: the stage is to be emptied.'
      : `${pointer.version} is not registered.`,
  );
}
