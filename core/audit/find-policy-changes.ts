import { policyPath } from '../../registry-schema/layout.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, type FindingKind, finding, short, toldBy } from './finding.ts';
import { isRule, type PolicyChange, policyChangesIn } from './policy-changes.ts';
import type { Step, Timeline } from './timeline.ts';

/** Changes of what decides, and those that were put back once something had come through. */
export function findPolicyChanges(facts: AuditFacts): readonly Finding[] {
  return [
    ...policyChangesIn(facts).map(tellChange),
    ...[...facts.timelines].flatMap(([path, steps]) => (isRule(path) ? changedMeanwhile(path, steps, facts) : [])),
  ];
}

function tellChange(change: PolicyChange): Finding {
  const { path, model, commit, at, who, what, approvedBy, proposal } = change;
  const by = approvedBy.length > 0 ? `approved by ${approvedBy.join(', ')}` : 'without a recorded approval';
  const way = proposal === null ? by : `by proposal ${proposal}, ${by}`;
  return finding(kindOf(change), {
    ...{ model, commit, at, who },
    what: `Commit ${short(commit)} changed ${path}, ${way}: it ${what.join('; it ')}.`,
    hint: `See it with: git show ${short(commit)} -- ${path}`,
  });
}

function kindOf({ path, model, weakens, approvedBy, needsApproval }: PolicyChange): FindingKind {
  if (weakens.length > 0 && needsApproval && approvedBy.length === 0) return 'policy-weakened';
  if (model !== null) return 'owners-changed';
  return path === policyPath ? 'policy-changed' : 'codeowners-changed';
}

/** Rules that were changed, and put back to the letter after a stage was moved under them. */
function changedMeanwhile(path: string, steps: Timeline, facts: AuditFacts): Finding[] {
  return steps.flatMap((changed, index) => {
    if (changed.before === undefined) return [];
    const restored = steps.slice(0, index).findLast(({ after }) => after === changed.before);
    if (restored === undefined) return [];
    const moved = movedBetween(changed, restored, modelOf(path), facts);
    if (moved.length === 0) return [];
    const names = moved.map(({ pointer }) => `${pointer.model}@${pointer.stage} generation ${pointer.generation}`);
    const [from, to] = [short(changed.entry.commit.oid), short(restored.entry.commit.oid)];
    return [
      finding('rules-changed-meanwhile', {
        model: moved.length === 1 ? (moved[0]?.pointer.model ?? null) : null,
        ...toldBy(changed.entry),
        what: `Commit ${from} changed ${path}, commit ${to} put it back, and in between came ${names.join(', ')}.`,
        hint: `See what was asked for meanwhile with: git show ${from} -- ${path}`,
      }),
    ];
  });
}

/** Changes of a hold are no moves: no gate judges them. */
function movedBetween(
  { age: changed }: Step,
  { age: restored }: Step,
  model: string | undefined,
  { pointers, ages }: AuditFacts,
): readonly PointerState[] {
  return pointers
    .filter(({ place }) => model === undefined || place.model === model)
    .flatMap(({ states }) => states)
    .filter(({ pointer, entry }) => {
      const age = ages.get(entry.commit.oid) ?? 0;
      return pointer.change !== 'hold' && age < changed && age > restored;
    });
}

/** `models/iris/model.yaml` decides for iris alone. */
function modelOf(path: string): string | undefined {
  return /^models\/(.+)\/model\.yaml$/.exec(path)?.[1];
}
