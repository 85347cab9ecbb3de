import { isMeantBy, parseActor } from './domain/actor.ts';
import { allowsProposal, type Verdict } from './domain/verdict.ts';
import type { Candidacy } from './gates/candidacy.ts';
import { judge } from './judge.ts';
import { mayBreakGlass } from './may-break-glass.ts';

/**
 * Judges a pointer that may be merged before its approval: where the stage of the base policy names the one who breaks
 * the glass, and that person made the commit, gates that wait for people or time are passed over. A failed gate is not.
 */
export function judgeWithBreakGlass(candidacy: Candidacy): readonly Verdict[] {
  const verdicts = judge(candidacy);
  const { pointer, stage, policy, owners, backers } = candidacy;
  const { breakGlass } = pointer;
  if (breakGlass === undefined || !allowsProposal(verdicts)) return verdicts;
  const present = backers.committers.some((name) => isMeantBy(parseActor(name), breakGlass.by));
  if (!present || !mayBreakGlass(stage, breakGlass.by, policy.roles, owners)) return verdicts;
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
