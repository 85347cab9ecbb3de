import type { Gate } from '../domain/policy.ts';
import { count } from '../domain/units.ts';
import { judgeApprovals } from '../gates/approvals.ts';
import type { Reviewed } from '../gates/candidacy.ts';
import { type Judgement, Unjudgeable } from '../gates/judgement.ts';
import { applyWaivers } from '../gates/waiver.ts';
import { mayBreakGlass } from '../pointers/may-break-glass.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, ChangeTrial, Trial } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';

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
  return missing(reviewed, gates).map((it) => tell(it, { ...subjectOf(state), what }));
}

function changeFaults({ entry, kind, place, reviewed }: ChangeTrial): Finding[] {
  const { model, version } = place;
  const what = `The ${kind} of ${model}@${version} came to the registry branch`;
  return missing(reviewed, reviewed.stage.gates).map((it) => tell(it, { model, version, ...toldBy(entry), what }));
}

type Missing = readonly [gate: ApprovalGate, judgement: Judgement];
type ApprovalGate = Extract<Gate, { readonly gate: 'approvals' }>;

function missing(reviewed: Reviewed, gates: readonly Gate[]): readonly Missing[] {
  return gates.flatMap((gate) => {
    if (gate.gate !== 'approvals') return [];
    const judgement = judged(() => applyWaivers(gate, judgeApprovals(gate, reviewed, true), reviewed));
    const isThere = judgement.verdict === 'pass' || judgement.verdict === 'waived';
    return isThere || isCoveredByGlass(judgement, reviewed) ? [] : [[gate, judgement]];
  });
}

type Told = Partial<Finding> & Pick<Finding, 'commit' | 'what'>;

function tell([gate, { reason }]: Missing, told: Told): Finding {
  return finding('approval-missing', {
    ...told,
    what: `${told.what}, though gate ${gate.id} asked for ${count(gate.count, 'approval')} then: ${reason}`,
    hint: `See what was asked for with: git show ${told.commit === null ? 'HEAD' : short(told.commit)}~1:registry.yaml`,
  });
}

function judged(rule: () => Judgement): Judgement {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Unjudgeable) return { verdict: 'fail', reason: error.message };
    throw error;
  }
}

/** Who may break the glass passes over what is missing, and an audit tells that by itself. */
function isCoveredByGlass({ verdict }: Judgement, { pointer, stage, policy, owners }: Reviewed): boolean {
  const { breakGlass } = pointer;
  return verdict === 'pending' && breakGlass !== undefined && mayBreakGlass(stage, breakGlass.by, policy.roles, owners);
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
