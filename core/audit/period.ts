import type { Instant } from '../domain/manifest.ts';
import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { HistoryEntry } from '../ports/repository.ts';
import { findTimeSpan } from '../reading/parse-instant.ts';
import { type ReadContext, resolveRevision, snapshotAt } from '../reading/snapshot-at.ts';
import type { AuditFacts } from './facts.ts';
import type { PeriodEnd } from './standing.ts';

/** The commits that are older than `start` and not newer than `end` do not count, and those in between do. */
export interface Period {
  /** The newest commit that does not count any more; absent for the beginning of history. */
  readonly start?: HistoryEntry;
  readonly end: HistoryEntry;
  readonly moment: PeriodEnd;
  /** Whether a commit lies in it. */
  has(commit: Oid): boolean;
}

export interface PeriodOptions {
  /** A commit or a tag, after which it begins, or the first day. */
  readonly from?: string | undefined;
  /** A commit, a tag or a date: the last that counts. */
  readonly to?: string | undefined;
}

/** @throws MergelineError `NOT_FOUND` for a commit that is not on first-parent history. */
export async function periodOf(
  facts: Pick<AuditFacts, 'entries' | 'ages' | 'now'>,
  { from, to }: PeriodOptions,
  context: ReadContext,
): Promise<Period> {
  const last = to === undefined ? 0 : ageOf(facts, (await snapshotAt(context, to)).commit.oid, to);
  const end = facts.entries[last] as HistoryEntry;
  const first = from === undefined ? facts.entries.length : await startOf(facts, from, context);
  const start = facts.entries[first];
  const at: Instant = to === undefined ? facts.now : end.commit.at;
  return {
    ...(start && { start }),
    end,
    moment: { age: last, at },
    has(commit) {
      const age = facts.ages.get(commit);
      return age !== undefined && age >= last && age < first;
    },
  };
}

/**
 * The age of the newest commit before the period. By a date, that is one with nothing of the period behind it: a commit that
 * says it is older than it can be, or is yet to come, hides no other.
 */
async function startOf(
  facts: Pick<AuditFacts, 'entries' | 'ages' | 'now'>,
  from: string,
  context: ReadContext,
): Promise<number> {
  const begin = findTimeSpan(from, { now: facts.now, towards: 'past' })?.from;
  if (begin === undefined) {
    const oid = await resolveRevision(from, context);
    if (oid === undefined)
      throw new MergelineError('NOT_FOUND', `${JSON.stringify(from)} is no commit, tag or date of this registry.`, {
        hint: 'Write a commit id, a tag, HEAD~20, or a date such as 2026-03-31.',
      });
    return ageOf(facts, oid, from);
  }
  return facts.entries.findLastIndex(({ commit }) => Date.parse(commit.at) >= begin) + 1;
}

function ageOf({ ages }: Pick<AuditFacts, 'ages'>, oid: Oid, text: string): number {
  const age = ages.get(oid);
  if (age !== undefined) return age;
  throw new MergelineError('NOT_FOUND', `${JSON.stringify(text)} is not on the first-parent history of the registry.`, {
    hint: 'Take a commit that this lists: git log --first-parent',
  });
}
