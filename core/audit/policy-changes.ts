import { isDeepStrictEqual } from 'node:util';
import { parsePath, policyPath } from '../../registry-schema/layout.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { MergeRecord, Oid } from '../domain/records.ts';
import { allowsMerge } from '../domain/verdict.ts';
import type { AuditFacts } from './facts.ts';
import type { Step } from './timeline.ts';
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
  const merge = facts.merges.get(entry.commit.oid);
  return [
    {
      path,
      model: place?.kind === 'Model' ? place.model : null,
      commit: entry.commit.oid,
      at: entry.commit.at,
      who: entry.commit.author.name,
      ...told,
      approvedBy: approversOf(merge),
      proposal: merge?.proposal ?? null,
      needsApproval: needsApproval(step, facts),
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
  return { what: [`makes the owners ${are}, who were ${were}`], weakens: [] };
}

function describePolicy(
  { path, before, after }: Step,
  { objects }: AuditFacts,
): Pick<PolicyChange, 'what' | 'weakens'> {
  const [were, are] = [objects.value('Registry', path, before), objects.value('Registry', path, after)];
  if (are === undefined) return { what: ['leaves a policy that cannot be read'], weakens: [] };
  if (were === undefined) return { what: ['makes the policy readable again'], weakens: [] };
  const weakens = weakenedRules(were, are);
  const parts = (
    ['stages', 'changes', 'roles', 'owners', 'datasets', 'stores', 'placement', 'serving'] as const
  ).filter((part) => !isDeepStrictEqual(were[part], are[part]));
  const rest = parts.length === 0 ? ['changes words alone'] : [`changes ${parts.join(', ')}`];
  return { what: weakens.length > 0 ? weakens : rest, weakens };
}

function approversOf(merge: MergeRecord | undefined): readonly string[] {
  return merge !== undefined && allowsMerge(merge.verdicts) ? merge.approvals.map(({ actor }) => actor) : [];
}

function needsApproval({ path, before }: Step, { objects }: AuditFacts): boolean {
  if (path !== policyPath) return false;
  const policy = objects.value('Registry', path, before);
  return policy?.changes.policy.gates.some((gate) => gate.gate === 'approvals' && gate.count > 0) ?? true;
}
