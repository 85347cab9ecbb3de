import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, PointerPast } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';

/** Pointers behind which neither a judgement nor the merge of a proposal stands: somebody moved a stage by hand. */
export function findUnjudged({ pointers }: AuditFacts): readonly Finding[] {
  return pointers.flatMap((past) =>
    past.states.filter((state) => !past.passed.has(state)).map((state) => tell(state, past)),
  );
}

function tell(state: PointerState, { states, steps }: PointerPast): Finding {
  const { model, stage, version, generation } = state.pointer;
  const commit = short(state.entry.commit.oid);
  const isPresent = state === states[0] && steps[0]?.entry === state.entry;
  return finding('pointer-unjudged', {
    ...{ model, stage, version, generation },
    ...toldBy(state.entry),
    what: `Commit ${commit} gave ${model}@${stage} to ${version ?? 'nobody'}, and no record shows that it was judged or that its proposal was merged.`,
    hint: isPresent
      ? `Judge it with: mergeline publish ${model}@${stage}. What does not pass: mergeline rollback ${model} --stage ${stage}`
      : `It does not hold the stage any more. See the change with: git show ${commit}`,
  });
}
