import type { About } from './about.ts';
import type { AuditFacts } from './facts.ts';
import { findAll } from './find-all.ts';
import type { Finding } from './finding.ts';
import type { Period } from './period.ts';

/** What there is to find about a subject in a period, gravest first, then newest first. */
export async function findingsIn(facts: AuditFacts, period: Period, about: About): Promise<readonly Finding[]> {
  const findings = await findAll(facts, period.moment);
  return findings.filter((it) => about(it) && counts(it, period, facts)).toSorted(byGravity(facts));
}

/** Records are always looked at in whole, and what stands at the end of a period is told whenever it came. */
function counts({ kind, commit }: Finding, period: Period, { ages }: AuditFacts): boolean {
  if (/^(?:hold|waiver)-/.test(kind) || commit === null || !ages.has(commit)) return true;
  return period.has(commit);
}

const gravity = { integrity: 0, policy: 1, notice: 2 } as const;

function byGravity({ ages, entries }: AuditFacts): (a: Finding, b: Finding) => number {
  const ageOf = ({ commit }: Finding) => (commit === null ? entries.length : (ages.get(commit) ?? entries.length));
  return (a, b) => gravity[a.severity] - gravity[b.severity] || ageOf(a) - ageOf(b);
}
