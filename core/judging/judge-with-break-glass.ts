import { allowsProposal, type Verdict } from '../domain/verdict.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { judge } from './judge.ts';

/**
 * Judges a pointer that may be merged before its approval: where its glass was broken, which integrity looks at, gates
 * that wait for people or time are passed over. A failed gate is not.
 */
export function judgeWithBreakGlass(candidacy: Candidacy): readonly Verdict[] {
  const verdicts = judge(candidacy);
  const { breakGlass } = candidacy.pointer;
  if (breakGlass === undefined || !allowsProposal(verdicts)) return verdicts;
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
