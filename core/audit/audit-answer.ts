import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Oid, PointerChange } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Version } from '../domain/version.ts';
import type { Finding } from './finding.ts';
import type { PolicyChange } from './policy-changes.ts';
import type { StandingHold, StandingWaiver } from './standing.ts';

export interface AuditAnswer {
  /** Commits after `from`, up to and with `to`; `null` for a `from` that is the beginning. */
  readonly period: {
    readonly from: Oid | null;
    readonly to: Oid;
    readonly fromTime: Instant;
    readonly toTime: Instant;
  };
  readonly registryCommit: Oid;
  /** `null` where nothing was ever recorded. */
  readonly recordsCommit: Oid | null;
  /** What was looked at: of the period, but for records, which are looked at in whole. */
  readonly counts: {
    readonly commits: number;
    readonly versions: number;
    readonly pointers: number;
    readonly records: number;
    readonly receipts: number;
  };
  /** Gravest first, then newest first. */
  readonly findings: readonly Finding[];
  readonly promotions: readonly AuditedChange[];
  /** As they stand at the end of the period. */
  readonly holds: readonly StandingHold[];
  readonly waivers: readonly StandingWaiver[];
  readonly policyChanges: readonly PolicyChange[];
}

/** One change of a stage, newest first, with who let it in on what. */
export interface AuditedChange {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly version: Version | null;
  readonly generation: number;
  readonly replaces: Version | null;
  readonly change: PointerChange;
  /** Whether the stage is held from then on, or until the hold ends. */
  readonly held: boolean;
  readonly commit: Oid;
  readonly at: Instant;
  readonly requestedBy: string;
  readonly reason: string;
  readonly proposal: string | null;
  readonly approvals: readonly {
    readonly actor: string;
    readonly identity: 'asserted' | 'verified';
    readonly at: Instant;
  }[];
  readonly verdicts: readonly Verdict[];
  /** Whether something let it in. */
  readonly judged: boolean;
  readonly published: boolean;
}
