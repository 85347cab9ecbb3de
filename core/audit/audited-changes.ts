import { receiptPath } from '../../registry-schema/record-layout.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditedChange } from './audit-answer.ts';
import type { AuditFacts, PointerPast } from './facts.ts';

/** Every change of a stage with who asked for it, who approved it, and on which verdicts, newest first. */
export function auditedChanges(facts: AuditFacts): readonly AuditedChange[] {
  const changes = facts.pointers.flatMap((past) => past.states.map((state) => changeOf(state, past, facts)));
  return changes.toSorted((a, b) => (facts.ages.get(a.commit) ?? 0) - (facts.ages.get(b.commit) ?? 0));
}

function changeOf(state: PointerState, { passed, trials }: PointerPast, { recorded }: AuditFacts): AuditedChange {
  const { pointer, entry } = state;
  const { model, stage, version, generation, replaces, change, requestedBy, reason } = pointer;
  const { merge, judged } = trials.get(state) ?? {};
  return {
    ...{ model, stage, version, generation, replaces, change },
    held: pointer.hold !== undefined,
    commit: entry.commit.oid,
    at: entry.commit.at,
    requestedBy,
    reason,
    proposal: merge?.proposal ?? null,
    approvals: (merge?.approvals ?? []).map(({ actor, identity, at }) => ({ actor, identity, at })),
    verdicts: judged?.verdicts ?? merge?.verdicts ?? [],
    judged: passed.has(state),
    published: recorded.files.has(receiptPath(model, stage, generation)),
  };
}
