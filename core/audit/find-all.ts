import type { AuditFacts } from './facts.ts';
import { findBrokenGlass } from './find-broken-glass.ts';
import { findJudgementFaults } from './find-judgement-faults.ts';
import { findMissingApprovals } from './find-missing-approvals.ts';
import { findOffHistory } from './find-off-history.ts';
import { findPointerFaults } from './find-pointer-faults.ts';
import { findPolicyChanges } from './find-policy-changes.ts';
import { findReceiptFaults } from './find-receipt-faults.ts';
import { findRecordChanges } from './find-record-changes.ts';
import { findRedated } from './find-redated.ts';
import { findRewrittenFiles } from './find-rewritten-files.ts';
import { findStatusFaults } from './find-status-faults.ts';
import { findTypedTrailers } from './find-typed-trailers.ts';
import { findUnjudged } from './find-unjudged.ts';
import type { Finding } from './finding.ts';
import { findStanding, type PeriodEnd } from './standing.ts';

/** Everything there is to find, in no order. */
export async function findAll(facts: AuditFacts, moment: PeriodEnd): Promise<readonly Finding[]> {
  return [
    ...(await findRewrittenFiles(facts)),
    ...(await findRecordChanges(facts)),
    ...findPointerFaults(facts),
    ...findUnjudged(facts),
    ...findMissingApprovals(facts),
    ...findJudgementFaults(facts),
    ...findBrokenGlass(facts),
    ...findReceiptFaults(facts),
    ...findOffHistory(facts),
    ...findStatusFaults(facts),
    ...findPolicyChanges(facts),
    ...findRedated(facts),
    ...findTypedTrailers(facts),
    ...findStanding(facts, moment),
  ];
}
