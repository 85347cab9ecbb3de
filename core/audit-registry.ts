import { type About, aboutOf, subjectIn } from './audit/about.ts';
import type { AuditAnswer } from './audit/audit-answer.ts';
import { auditedChanges } from './audit/audited-changes.ts';
import type { AuditFacts } from './audit/facts.ts';
import type { FindingSubject } from './audit/finding.ts';
import { findingsIn } from './audit/findings-in.ts';
import { gatherFacts } from './audit/gather-facts.ts';
import { type Period, type PeriodOptions, periodOf } from './audit/period.ts';
import { policyChangesIn } from './audit/policy-changes.ts';
import { receiptsIn } from './audit/recorded.ts';
import { holdsAt, waiversAt } from './audit/standing.ts';
import { pastsOf } from './audit/timeline.ts';
import type { RegistryContext } from './context.ts';
import { snapshotAt } from './reading/snapshot-at.ts';

export interface AuditSubject {
  readonly model?: string;
  readonly stage?: string;
}

/**
 * Replays first-parent history and the records branch and tells where the two do not bear each other out, with what an
 * auditor asks for beside that. History is always read in whole; a period and a subject choose what is told of it.
 * @throws MergelineError `NOT_FOUND` for a model or a stage that there never was, or a commit that is not on history.
 */
export async function auditRegistry(
  subject: AuditSubject,
  options: PeriodOptions,
  context: RegistryContext,
): Promise<AuditAnswer> {
  const facts = await gatherFacts(await snapshotAt(context), context);
  const about = aboutOf(subjectIn(facts, subject));
  const period = await periodOf(facts, options, context);
  const findings = await findingsIn(facts, period, about);
  const isIn = ({ commit, ...of }: { commit: AuditAnswer['registryCommit'] } & Partial<FindingSubject>) =>
    period.has(commit) && about(of);
  return {
    period: {
      from: period.start?.commit.oid ?? null,
      to: period.end.commit.oid,
      fromTime: period.start?.commit.at ?? (facts.entries.at(-1) ?? period.end).commit.at,
      toTime: period.end.commit.at,
    },
    registryCommit: (facts.entries[0] ?? period.end).commit.oid,
    recordsCommit: facts.recorded.commit,
    counts: countsOf(facts, period, about),
    findings,
    promotions: auditedChanges(facts).filter(isIn),
    holds: holdsAt(facts, period.moment).filter(about),
    waivers: waiversAt(facts, period.moment).filter(about),
    policyChanges: policyChangesIn(facts).filter(({ commit, model }) => isIn({ commit, model })),
  };
}

function countsOf(
  { entries, timelines, recorded, ages }: AuditFacts,
  period: Period,
  about: About,
): AuditAnswer['counts'] {
  const changed = (kind: 'ModelVersion' | 'StagePointer') =>
    pastsOf(timelines, kind)
      .filter(({ place }) => about(place))
      .flatMap(({ steps }) => steps.filter(({ entry }) => period.has(entry.commit.oid)));
  return {
    commits: entries.filter(({ commit }) => ages.has(commit.oid) && period.has(commit.oid)).length,
    versions: changed('ModelVersion').filter(({ before }) => before === undefined).length,
    pointers: changed('StagePointer').length,
    records: recorded.files.size,
    receipts: receiptsIn(recorded).filter(({ value }) => about(value)).length,
  };
}
