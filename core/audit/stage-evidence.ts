import type { Digest } from '../domain/digest.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Evaluation, Oid, Pointer, Review } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Version } from '../domain/version.ts';
import type { Finding } from './finding.ts';

/** Everything that bears out why a version held a stage at a moment. */
export interface StageEvidence {
  readonly model: ModelName;
  readonly stage: StageName;
  /** The newest commit that counts. */
  readonly asOf: { readonly commit: Oid; readonly at: Instant };
  readonly registryCommit: Oid;
  /** `null` where nothing was ever recorded. */
  readonly recordsCommit: Oid | null;
  /** As the registry branch has it, and the commit that brought it. */
  readonly pointer: Pointer;
  readonly since: { readonly commit: Oid; readonly at: Instant; readonly author: string };
  /** Until when it held the stage; `null` where it holds it still. */
  readonly until: Instant | null;
  /** Whether a judgement or a merge let it in. */
  readonly judged: boolean;
  readonly proposal: ProposalEvidence | null;
  readonly approvals: readonly Review[];
  readonly verdicts: readonly Verdict[];
  readonly policy: TextEvidence | null;
  readonly card: TextEvidence | null;
  readonly evaluations: readonly EvaluationEvidence[];
  /** As whoever registered the version reported them. */
  readonly reported: Readonly<Record<string, number>>;
  readonly registeredBy: string | null;
  readonly digests: readonly DigestEvidence[];
  /** Of this generation and those before it, newest first. */
  readonly receipts: readonly ReceiptEvidence[];
  /** What an audit finds about this stage, up to that moment. */
  readonly findings: readonly Finding[];
  readonly checks: readonly HandCheck[];
}

export interface ProposalEvidence {
  readonly id: string;
  readonly requestedBy: string | null;
  readonly openedBy: string | null;
  readonly mergedBy: string;
  readonly head: Oid;
}

export interface TextEvidence {
  readonly path: string;
  readonly digest: Digest;
  /** In which it stood like this; `null`, as the text, where history has no such bytes. */
  readonly commit: Oid | null;
  readonly text: string | null;
}

export type EvaluationEvidence = Pick<Evaluation, 'dataset' | 'metrics' | 'intervals' | 'at' | 'evaluatedBy'> & {
  readonly path: string;
};

export interface DigestEvidence {
  readonly of: string;
  readonly digest: Digest;
  /** In bytes, where it is of a file. */
  readonly size?: number;
}

export interface ReceiptEvidence {
  readonly generation: number;
  readonly version: Version | null;
  readonly digest: Digest;
  readonly previous: Digest | null;
  readonly at: Instant;
  readonly publishedBy: string;
  readonly signed: boolean;
  /** Whether it names the one that was before it. */
  readonly linked: boolean;
}

/** How somebody sees for themselves, with git alone. */
export interface HandCheck {
  readonly what: string;
  readonly command: string;
  readonly expect: string;
}
