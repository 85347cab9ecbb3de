import type { HistoryEntry } from '../ports/repository.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';

/** Approvals that a commit message claims and no record has: they count for nothing, and may be meant to be believed. */
export function findTypedTrailers({ entries, merges }: AuditFacts): readonly Finding[] {
  return entries.flatMap((entry) => {
    const claimed = claimedBy(entry);
    if (claimed.length === 0) return [];
    const recorded = new Set(merges.get(entry.commit.oid)?.approvals.map(({ actor }) => actor));
    const unfounded = claimed.filter((name) => !recorded.has(name));
    return unfounded.length === 0 ? [] : [tell(entry, unfounded)];
  });
}

function claimedBy({ commit }: HistoryEntry): readonly string[] {
  return Array.from(commit.message.matchAll(/^approved-by:[ \t]*(.+?)[ \t]*$/gim), ([, name = '']) => name);
}

function tell(entry: HistoryEntry, names: readonly string[]): Finding {
  const commit = short(entry.commit.oid);
  return finding('typed-trailer', {
    ...toldBy(entry),
    what: `The message of commit ${commit} says that ${names.join(', ')} approved it. No record does, so it counts for nothing.`,
    hint: `See the message with: git show --no-patch ${commit}`,
  });
}
