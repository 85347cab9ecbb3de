import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Evaluation, Oid } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Version } from '../domain/version.ts';

export interface HistoryAnswer {
  readonly events: readonly HistoryEvent[];
  /** Where a limit ended it: the commit with which the older events begin, for `at`. */
  readonly older: Oid | null;
  readonly registryCommit: Oid;
}

export type EventKind =
  | 'registered'
  | 'promoted'
  | 'rolled-back'
  | 'withdrawn'
  | 'held'
  | 'unheld'
  | 'evaluated'
  | 'deprecated'
  | 'yanked'
  | 'erased'
  | 'reactivated'
  | 'model-created'
  | 'model-edited'
  | 'card-edited'
  | 'policy-changed'
  /** A file that is never changed was changed or deleted by hand. */
  | 'tampered'
  /** Somebody said no to a proposal; `commit` is the state of it that they saw. */
  | 'rejected';

export interface HistoryEvent {
  readonly kind: EventKind;
  readonly model: ModelName | null;
  readonly version: Version | null;
  readonly stage: StageName | null;
  readonly commit: Oid;
  readonly at: Instant;
  readonly actor: string;
  readonly reason: string;
  readonly proposal: string | null;
  readonly generation?: number;
  readonly replaces?: Version | null;
  /** Of an edited model: the fields of `model.yaml` that changed. */
  readonly fields?: readonly string[];
  readonly approvedBy?: readonly string[];
  readonly published?: boolean;
  /** Of a promotion or a rollback: the verified metrics that it found; of an evaluation: what it measured. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Where these come from: the newest of each data set. */
  readonly evaluations?: readonly Pick<Evaluation, 'dataset' | 'metrics' | 'evaluatedBy' | 'at'>[];
  /** What the gates said when it was let in. */
  readonly verdicts?: readonly Verdict[];
  /** Nothing let it in: the stage was moved by hand, and was not published. */
  readonly unjudged?: boolean;
  /** Who made the commit of such a change; `actor` is what the file says. */
  readonly committedBy?: string;
  /** The gates that were waived when it was merged: by whom and why, in the words of the verdict. */
  readonly waived?: readonly { readonly gate: string; readonly reason: string; readonly until: Instant | null }[];
  /** Who merged it before it was approved, and why. */
  readonly brokenGlass?: { readonly by: string; readonly reason: string };
  /** While nobody has approved it since. */
  readonly breakGlass?: boolean;
}
