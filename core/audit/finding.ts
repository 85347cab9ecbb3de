import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { HistoryEntry } from '../ports/repository.ts';

/**
 * `integrity`: what is made once was changed, or two witnesses say different things. `policy`: something holds or held
 * without what the policy asked for. `notice`: an auditor wants to know, and nothing is wrong.
 */
export type Severity = 'integrity' | 'policy' | 'notice';

/** Every kind of finding there is, and how grave it is. A kind is permanent: docs/audit.md explains each. */
export const findingKinds = {
  'manifest-rewritten': 'integrity',
  'evaluation-rewritten': 'integrity',
  'manifest-differs': 'integrity',
  'pointer-deleted': 'integrity',
  'generation-jump': 'integrity',
  'file-unreadable': 'integrity',
  'record-rewritten': 'integrity',
  'record-unreadable': 'integrity',
  'record-off-history': 'integrity',
  'receipt-chain-broken': 'integrity',
  'receipt-differs': 'integrity',
  'not-as-reviewed': 'integrity',

  'pointer-unjudged': 'policy',
  'approval-missing': 'policy',
  'gate-unjudged': 'policy',
  'policy-differs': 'policy',
  'policy-unreadable': 'policy',
  'policy-weakened': 'policy',
  'rules-changed-meanwhile': 'policy',
  'break-glass-unapproved': 'policy',
  'yank-undone': 'policy',
  'commit-redated': 'policy',

  'policy-changed': 'notice',
  'owners-changed': 'notice',
  'codeowners-changed': 'notice',
  restored: 'notice',
  'break-glass': 'notice',
  'hold-in-force': 'notice',
  'hold-expired': 'notice',
  'waiver-in-force': 'notice',
  'waiver-expired': 'notice',
  'typed-trailer': 'notice',
  'not-published': 'notice',
  'reviewed-state-gone': 'notice',
  'signature-unchecked': 'notice',
  'stray-record': 'notice',
} as const satisfies Readonly<Record<string, Severity>>;

export type FindingKind = keyof typeof findingKinds;

/** What a finding is about; `null` where it speaks of the whole registry. */
export interface FindingSubject {
  readonly model: ModelName | null;
  readonly version: Version | null;
  readonly stage: StageName | null;
  readonly generation: number | null;
}

export interface Finding extends FindingSubject {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** Of the registry branch, or of the records branch where a record was changed; `null` where no commit tells. */
  readonly commit: Oid | null;
  /** When that was, as the commit says; else as the record does. */
  readonly at: Instant | null;
  /** Whom the commit or the record names. */
  readonly who: string | null;
  /** What is wrong, in a sentence. */
  readonly what: string;
  /** What to do about it, with the command. */
  readonly hint: string;
}

type Told = Pick<Finding, 'what' | 'hint'> & Partial<Omit<Finding, 'kind' | 'severity'>>;

/** Fills in that nothing else is known. */
export function finding(kind: FindingKind, told: Told): Finding {
  return {
    kind,
    severity: findingKinds[kind],
    model: null,
    version: null,
    stage: null,
    generation: null,
    commit: null,
    at: null,
    who: null,
    ...told,
  };
}

/** Which commit it was, when it says that it was made, and whom it names. */
export function toldBy({ commit }: HistoryEntry): Pick<Finding, 'commit' | 'at' | 'who'> {
  return { commit: commit.oid, at: commit.at, who: commit.author.name };
}

/** The first digits of a commit, as Git takes them. */
export function short(oid: Oid): string {
  return oid.slice(0, 10);
}
