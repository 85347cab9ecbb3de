import type { ShowAnswer } from '../answers.ts';
import type { Digest } from '../domain/digest.ts';
import { millisecondsOf } from '../domain/duration.ts';
import type { Evaluation } from '../domain/records.ts';

/** A version that is compared, with everything that is known of it. */
export interface Subject extends Omit<ShowAnswer, 'faults' | 'registryCommit'> {
  /** As it was asked for. */
  readonly ref: string;
  /** Of the model's card as it stands; `null` where there is none. */
  readonly card: Digest | null;
}

/** A version as far as it was measured. */
export interface Measured {
  readonly manifestDigest: Digest;
  readonly evaluations: readonly Evaluation[];
}

/** Evaluations of exactly this manifest. */
export function ownEvaluations({ evaluations, manifestDigest }: Measured): readonly Evaluation[] {
  return evaluations.filter((it) => it.manifestDigest === manifestDigest);
}

export function newestOf(evaluations: readonly Evaluation[]): Evaluation | undefined {
  return evaluations.reduce<Evaluation | undefined>(
    (newest, it) => (newest && millisecondsOf(newest.at) > millisecondsOf(it.at) ? newest : it),
    undefined,
  );
}
