import { isDeepStrictEqual } from 'node:util';
import { parsePath, policyPath } from '../../registry-schema/layout.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import { standingOf } from '../gates/reviewers.ts';
import type { AuditFacts, ChangeTrial } from './facts.ts';
import { lastPolicy } from './last-policy.ts';
import { missingApprovals } from './missing-approvals.ts';
import { pastsOf, type Step } from './timeline.ts';
import { weakenedRules } from './weakened-rules.ts';

/** One change of what decides: the policy, the owners of a model, or who reviews on the forge. */
export interface PolicyChange {
  readonly path: string;
  /** Whose owners; `null` where the change is of the whole registry. */
  readonly model: ModelName | null;
  readonly commit: Oid;
  readonly at: Instant;
  readonly who: string;
  /** In words that follow "it". */
  readonly what: readonly string[];
  /** Those of `what` by which less is asked than before. */
  readonly weakens: readonly string[];
  /** Of the proposal that brought it; empty where none did. */
  readonly approvedBy: readonly string[];
  readonly proposal: string | null;
  /** Whether the policy before it asks for an approval of such a change. */
  readonly needsApproval: boolean;
}

/** What changed in the files that decide, newest first. A file that was made is no change. */
export function policyChangesIn(facts: AuditFacts): readonly PolicyChange[] {
  const changes = [...facts.timelines].flatMap(([path, steps]) =>
    isRule(path) ? steps.flatMap((step) => changeOf(step, facts)) : [],
  );
  return changes.toSorted((a, b) => (facts.ages.get(a.commit) ?? 0) - (facts.ages.get(b.commit) ?? 0));
}

const codeowners = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** Whether a file decides who may do what. */
export function isRule(path: string): boolean {
  return path === policyPath || codeowners.includes(path) || parsePath(path)?.kind === 'Model';
}

function changeOf(step: Step, facts: AuditFacts): PolicyChange[] {
  const { path, before, entry } = step;
  if (before === undefined) return [];
  const told = describe(step, facts);
  if (told === undefined) return [];
  const place = parsePath(path);
  const trial = facts.changes.find((it) => it.step === step);
  const merge = facts.merges.get(entry.commit.oid);
  return [
    {
      path,
      model: place?.kind === 'Model' ? place.model : null,
      commit: entry.commit.oid,
      at: entry.commit.at,
      who: entry.commit.author.name,
      ...told,
      approvedBy: trial ? approversOf(trial) : (merge?.approvals ?? []).map(({ actor }) => actor),
      proposal: trial?.proposal ?? merge?.proposal ?? null,
      needsApproval: trial !== undefined && protectsSomething(step, facts),
    },
  ];
}

/** Undefined where nothing that decides has changed. */
function describe(step: Step, facts: AuditFacts): Pick<PolicyChange, 'what' | 'weakens'> | undefined {
  const { path, after } = step;
  if (after === undefined) return { what: [`deletes ${path}`], weakens: [`deletes ${path}`] };
  if (path === policyPath) return describePolicy(step, facts);
  if (parsePath(path)?.kind !== 'Model') return { what: [`changes ${path}`], weakens: [] };
  const owners = [step.before, after].map((oid) => facts.objects.value('Model', path, oid)?.owners);
  if (isDeepStrictEqual(owners[0], owners[1])) return undefined;
  const [were, are] = owners.map((names) => (names === undefined ? 'unreadable' : names.join(', ') || 'nobody'));
  const what = [`makes the owners ${are}, who were ${were}`];
  return { what, weakens: (owners[1] ?? []).some((owner) => !owners[0]?.includes(owner)) ? what : [] };
}

/** One that cannot be read asks for nothing; what comes after it is compared with the last one that could be. */
function describePolicy(step: Step, facts: AuditFacts): Pick<PolicyChange, 'what' | 'weakens'> {
  const { path, before, after, age } = step;
  const [were, are] = [lastPolicy(facts, age), facts.objects.value('Registry', path, after)];
  const unreadable = ['leaves a policy that cannot be read'];
  if (are === undefined) return { what: unreadable, weakens: unreadable };
  if (were === undefined) return { what: ['makes the policy readable again'], weakens: [] };
  const weakens = weakenedRules(were, are);
  if (weakens.length > 0) return { what: weakens, weakens };
  if (facts.objects.value('Registry', path, before) === undefined)
    return { what: ['makes the policy readable again'], weakens };
  const parts = (
    ['stages', 'changes', 'roles', 'owners', 'datasets', 'stores', 'placement', 'serving', 'retention'] as const
  ).filter((part) => !isDeepStrictEqual(were[part], are[part]));
  return { what: parts.length === 0 ? ['changes words alone'] : [`changes ${parts.join(', ')}`], weakens };
}

/** Nobody where the reviews are too few. */
function approversOf({ reviewed }: ChangeTrial): readonly string[] {
  if (missingApprovals(reviewed).length > 0) return [];
  const gates = reviewed.stage.gates.filter((gate) => gate.gate === 'approvals');
  return [...new Set(gates.flatMap((gate) => standingOf(reviewed, gate).approvals.map(({ actor }) => actor)))];
}

/** Rules under which nothing was registered yet may become any others: whoever sets up a registry writes them so. */
function protectsSomething({ age }: Step, { timelines }: AuditFacts): boolean {
  return pastsOf(timelines, 'ModelVersion').some(({ steps }) => (steps.at(-1)?.age ?? 0) > age);
}
