import type { AuditFacts } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';

/** Clocks of two machines differ by less. */
const tolerance = 3_600_000;

/**
 * Commits that say they are older than what they were made on, or that are yet to come. `--at` a date believes these
 * times; what a judgement counts, it counts from records as well.
 */
export function findRedated({ entries, now }: AuditFacts): readonly Finding[] {
  return entries.flatMap((entry, age) => {
    const parent = entries[age + 1];
    const at = Date.parse(entry.commit.at);
    const commit = short(entry.commit.oid);
    const told = { ...toldBy(entry), hint: `See both times with: git log -2 --format=fuller ${commit}` };
    if (at > Date.parse(now) + tolerance)
      return [
        finding('commit-redated', {
          ...told,
          what: `Commit ${commit} is dated ${entry.commit.at}, which is yet to come.`,
        }),
      ];
    if (parent === undefined || at >= Date.parse(parent.commit.at) - tolerance) return [];
    const what = `Commit ${commit} is dated ${entry.commit.at}, before the commit that it was made on, ${short(parent.commit.oid)} of ${parent.commit.at}: one of them was given another time.`;
    return [finding('commit-redated', { ...told, what })];
  });
}
