import { aboutOf, subjectIn } from './audit/about.ts';
import { findingsIn } from './audit/findings-in.ts';
import { gatherEvidence } from './audit/gather-evidence.ts';
import { gatherFacts } from './audit/gather-facts.ts';
import { periodOf } from './audit/period.ts';
import type { StageEvidence } from './audit/stage-evidence.ts';
import type { RegistryContext } from './context.ts';
import { MergelineError } from './errors.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { ReadOptions } from './requests.ts';

export interface EvidenceSubject {
  readonly model: string;
  readonly stage: string;
}

/**
 * Which version held a stage at a moment, and everything that bears that out, with what an audit finds about it.
 * @throws MergelineError `NOT_FOUND` where nothing ever held the stage until then.
 */
export async function showEvidence(
  asked: EvidenceSubject,
  { at }: ReadOptions,
  context: RegistryContext,
): Promise<StageEvidence> {
  const facts = await gatherFacts(await snapshotAt(context), context);
  const subject = subjectIn(facts, asked);
  const period = await periodOf(facts, { to: at }, context);
  const past = facts.pointers.find(({ place }) => place.model === subject.model && place.stage === subject.stage);
  const state = past?.states.find(({ entry }) => (facts.ages.get(entry.commit.oid) ?? 0) >= period.moment.age);
  if (past === undefined || state === undefined) {
    throw new MergelineError('NOT_FOUND', `Nothing had ever held ${subject.stage} of ${subject.model} by then.`, {
      hint: `See when it was first held with: mergeline history ${subject.model}@${subject.stage}`,
    });
  }
  const then = await context.repository.snapshot(period.end.commit.oid);
  const findings = await findingsIn(facts, period, aboutOf(subject));
  return await gatherEvidence({ facts, past, state, then, findings });
}
