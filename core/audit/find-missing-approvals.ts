import { count } from '../domain/units.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, ChangeTrial, Trial } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';
import { type MissingApproval, missingApprovals } from './missing-approvals.ts';

/**
 * Pointers, versions, evaluations and tombstones for which the policy of the commit's first parent asked for more
 * approvals than there are reviews for, and pointers that are not what was approved.
 */
export function findMissingApprovals({ pointers, changes }: AuditFacts): readonly Finding[] {
  const ofPointers = pointers.flatMap(({ trials }) =>
    [...trials].flatMap(([state, trial]) => [...approvalFaults(state, trial), ...reviewFaults(state, trial)]),
  );
  return [...ofPointers, ...changes.flatMap(changeFaults)];
}

function approvalFaults(state: PointerState, { reviewed, gates }: Trial): Finding[] {
  if (reviewed === undefined) return [];
  const { model, stage, generation } = state.pointer;
  const what = `${model}@${stage} generation ${generation} was let in`;
  return missingApprovals(reviewed, gates).map((it) => tell(it, { ...subjectOf(state), what }));
}

/** A change of the rules is told by what it weakens. */
function changeFaults({ step, kind, model, version, reviewed }: ChangeTrial): Finding[] {
  if (kind === 'policy') return [];
  const what = `The ${kind} of ${model}@${version} came to the registry branch`;
  return missingApprovals(reviewed).map((it) => tell(it, { model, version, ...toldBy(step.entry), what }));
}

type Told = Partial<Finding> & Pick<Finding, 'commit' | 'what'>;

function tell([gate, { reason }]: MissingApproval, told: Told): Finding {
  return finding('approval-missing', {
    ...told,
    what: `${told.what}, though gate ${gate.id} asked for ${count(gate.count, 'approval')} then: ${reason}`,
    hint: `See what was asked for with: git show ${told.commit === null ? 'HEAD' : short(told.commit)}~1:registry.yaml`,
  });
}

/** Who approves a head approves its files: the pointer on the registry branch must be the one in it. */
function reviewFaults(state: PointerState, { merge, approvedState }: Trial): Finding[] {
  if (merge === undefined || approvedState === state.oid) return [];
  const { model, stage, generation } = state.pointer;
  const head = short(merge.head);
  if (approvedState === 'gone')
    return [
      finding('reviewed-state-gone', {
        ...subjectOf(state),
        what: `The state ${head} of proposal ${merge.proposal} that was approved for ${model}@${stage} generation ${generation} is not in this repository, so it cannot be compared.`,
        hint: `Fetch it from where it was proposed: git fetch origin ${merge.head}`,
      }),
    ];
  return [
    finding('not-as-reviewed', {
      ...subjectOf(state),
      what: `The pointer of ${model}@${stage} generation ${generation} is not the one in ${head}, which was approved as proposal ${merge.proposal}.`,
      hint: `Compare them with: git diff ${head} ${short(state.entry.commit.oid)} -- models/${model}/stages/${stage}.yaml`,
    }),
  ];
}

function subjectOf({ pointer, entry }: PointerState) {
  const { model, stage, version, generation } = pointer;
  return { model, stage, version, generation, ...toldBy(entry) };
}
