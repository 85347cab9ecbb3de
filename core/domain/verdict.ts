/** `pending`: people or time can still satisfy the gate. `skipped`: the policy says that it does not apply. */
export type VerdictKind = 'pass' | 'fail' | 'pending' | 'waived' | 'skipped';

/** What one gate answers about one promotion. */
export interface Verdict {
  /** The id of the gate in its stage. */
  readonly gate: string;
  readonly verdict: VerdictKind;
  readonly reason: string;
  /** When time alone may change the answer, or a waiver ends. */
  readonly until?: string;
}

/** True when nothing stands against the merge. */
export function allowsMerge(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ verdict }) => verdict === 'pass' || verdict === 'waived' || verdict === 'skipped');
}

/** True when people or time can still get it through, so that a proposal is worth opening. */
export function allowsProposal(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ verdict }) => verdict !== 'fail');
}
