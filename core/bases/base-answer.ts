import type { Digest } from '../domain/digest.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ProposalRef } from '../proposals/proposal-ref.ts';
import type { PlanAnswer } from '../writing/plan-answer.ts';

export interface BaseAnswer {
  /** As `registry.yaml` is to pin it. */
  readonly base: {
    readonly name: string;
    readonly reference: string;
    readonly digest: Digest;
    readonly platforms: readonly string[];
  };
  /** What a base that was built is made of, from bottom to top; `size` in bytes, compressed. Empty for one of several platforms. */
  readonly layers: readonly { readonly holds: string; readonly digest: Digest; readonly size: number }[];
  /** Where it lies; empty in a dry run. */
  readonly stored: readonly string[];
  readonly proposal?: ProposalRef;
  /** False when `registry.yaml` pins it already, or the same proposal was open. */
  readonly created: boolean;
  /** Of the proposal. */
  readonly verdicts: readonly Verdict[];
  readonly plan?: PlanAnswer;
}
