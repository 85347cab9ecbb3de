import { policyPath } from '../../registry-schema/layout.ts';
import { allowsMerge } from '../domain/verdict.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, Trial } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';

/**
 * Records of judgements that say less than the policy of the commit's first parent asked for: a gate without a verdict,
 * a verdict that lets nothing in, or a policy of another commit.
 */
export function findJudgementFaults({ pointers }: AuditFacts): readonly Finding[] {
  return pointers.flatMap(({ trials }) => [...trials].flatMap(([state, trial]) => faultsOf(state, trial)));
}

function faultsOf(state: PointerState, trial: Trial): Finding[] {
  const { model, stage, version, generation } = state.pointer;
  const told = { model, stage, version, generation, ...toldBy(state.entry) };
  const commit = short(state.entry.commit.oid);
  const subject = `${model}@${stage} generation ${generation}`;
  if (typeof trial.stage === 'string') {
    const what = `What the policy asked of ${subject} cannot be read: ${trial.stage}.`;
    return [finding('policy-unreadable', { ...told, what, hint: `See it with: git show ${commit}~1:${policyPath}` })];
  }
  return [
    ...verdictFaults(trial).map((fault) =>
      finding('gate-unjudged', {
        ...told,
        what: `${subject} was let in, but ${fault}.`,
        hint: `See what was asked for with: git show ${commit}~1:${policyPath}`,
      }),
    ),
    ...(isOtherPolicy(trial)
      ? [
          finding('policy-differs', {
            ...told,
            what: `${subject} was judged by the policy of commit ${short(trial.judged?.policyCommit ?? state.entry.commit.oid)}, which is not that of the commit before it.`,
            hint: `Compare them with: git diff ${short(trial.judged?.policyCommit ?? state.entry.commit.oid)} ${commit}~1 -- ${policyPath}`,
          }),
        ]
      : []),
  ];
}

function verdictFaults({ merge, judged, gates }: Trial): readonly string[] {
  const verdicts = judged?.verdicts ?? merge?.verdicts;
  if (verdicts === undefined) return [];
  const against = verdicts.filter((verdict) => !allowsMerge([verdict]));
  const names = new Set(verdicts.map(({ gate }) => gate));
  return [
    ...against.map(({ gate, verdict }) => `its record says that gate ${gate} was ${verdict}`),
    ...gates.filter(({ id }) => !names.has(id)).map(({ id }) => `its record has no verdict of gate ${id}`),
  ];
}

function isOtherPolicy({ judged, policies }: Trial): boolean {
  return judged !== undefined && policies.judged !== undefined && policies.judged !== policies.asked;
}
