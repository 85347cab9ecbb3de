import { isMeantBy, parseActor } from '../domain/actor.ts';
import { allowsProposal, type Verdict } from '../domain/verdict.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { mayBreakGlass } from '../pointers/may-break-glass.ts';
import { judge } from './judge.ts';

/**
 * Judges a pointer that may be merged before its approval: where the stage of the base policy names the one who breaks
 * the glass, that person made a commit of it, and the pointer holds the stage from then on, gates that wait for people
 * or time are passed over. A failed gate is not.
 * @param committers as Git names them. What the pointer says of people vouches for nothing.
 */
export function judgeWithBreakGlass(candidacy: Candidacy, committers: readonly string[]): readonly Verdict[] {
  const verdicts = judge(candidacy);
  const { breakGlass, hold } = candidacy.pointer;
  if (breakGlass === undefined || hold === undefined || breakGlass.reason.trim() === '') return verdicts;
  if (!allowsProposal(verdicts) || !mayBreak(breakGlass.by, candidacy, committers)) return verdicts;
  return verdicts.map((verdict) =>
    verdict.verdict === 'pending'
      ? {
          ...verdict,
          verdict: 'waived',
          reason: `${breakGlass.by} broke the glass: ${breakGlass.reason} (${verdict.reason})`,
        }
      : verdict,
  );
}

function mayBreak(by: string, { stage, policy, owners }: Candidacy, committers: readonly string[]): boolean {
  const present = committers.some((name) => isMeantBy(parseActor(name), by));
  return present && mayBreakGlass(stage, by, policy.roles, owners);
}
