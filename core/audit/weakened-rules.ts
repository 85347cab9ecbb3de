import { isDeepStrictEqual } from 'node:util';
import { parseByteSize } from '../domain/byte-size.ts';
import { parseDuration } from '../domain/duration.ts';
import type { Gate, GateKind, Policy, StagePolicy } from '../domain/policy.ts';

/** What a new policy asks no longer, or lets more people do, each as words that follow "it". */
export function weakenedRules(before: Policy, after: Policy): readonly string[] {
  const kinds = ['registration', 'evaluation', 'erasure', 'policy'] as const;
  return [
    ...before.stages.flatMap((stage) =>
      weakenedStage(
        stage,
        after.stages.find(({ name }) => name === stage.name),
      ),
    ),
    ...kinds.flatMap((kind) => weakenedGates(before.changes[kind].gates, after.changes[kind].gates, `changes.${kind}`)),
    ...addedPeople(before, after),
    ...otherData(before, after),
  ];
}

/** Who may approve, waive or break the glass because a role or a line of owners names them now. */
function addedPeople(before: Policy, after: Policy): readonly string[] {
  const roles = Object.entries(after.roles).flatMap(([role, names]) => {
    const added = names.filter((name) => !(before.roles[role] ?? []).includes(name));
    return before.roles[role] === undefined || added.length === 0 ? [] : [`adds ${added.join(', ')} to role ${role}`];
  });
  const ownersIn = (policy: Policy, pattern: string) =>
    policy.owners.filter(({ models }) => models === pattern).flatMap(({ owners }) => owners);
  const owners = [...new Set(after.owners.map(({ models }) => models))].flatMap((models) => {
    const known = ownersIn(before, models);
    const added = ownersIn(after, models).filter((name) => !known.includes(name));
    return added.length === 0 ? [] : [`makes ${added.join(', ')} owners of ${models}`];
  });
  return [...roles, ...owners];
}

/** A data set of a known name on which other numbers come out. */
function otherData(before: Policy, after: Policy): readonly string[] {
  return after.datasets.flatMap(({ name, digest, task, target }) => {
    const known = before.datasets.find((it) => it.name === name);
    const isSame =
      known === undefined || isDeepStrictEqual([known.digest, known.task, known.target], [digest, task, target]);
    return isSame ? [] : [`measures on other data as ${name}`];
  });
}

function weakenedStage(before: StagePolicy, after: StagePolicy | undefined): readonly string[] {
  if (after === undefined) return [`drops stage ${before.name}`];
  const place = `stage ${before.name}`;
  const glass = after.breakGlass.filter((name) => !before.breakGlass.includes(name));
  return [
    ...(before.review === 'proposal' && after.review === 'none' ? [`asks for no proposals in ${place}`] : []),
    ...weakenedGates(before.gates, after.gates, place),
    ...weakenedGates(before.rollback.gates, after.rollback.gates, `rollbacks of ${place}`),
    ...(glass.length > 0 ? [`lets ${glass.join(', ')} break the glass of ${place}`] : []),
  ];
}

function weakenedGates(before: readonly Gate[], after: readonly Gate[], place: string): readonly string[] {
  return before.flatMap((gate) => {
    const now = after.find(({ id }) => id === gate.id);
    if (now === undefined) return [`drops gate ${gate.id} of ${place}`];
    const waivable = (now.waivable ?? []).filter((name) => !(gate.waivable ?? []).includes(name));
    return [
      ...(isWeaker(gate, now) ? [`weakens gate ${gate.id} of ${place}`] : []),
      ...(waivable.length > 0 ? [`lets ${waivable.join(', ')} waive gate ${gate.id} of ${place}`] : []),
    ];
  });
}

type GateOf<K extends GateKind> = Extract<Gate, { readonly gate: K }>;
type Comparison<K extends GateKind> = (before: GateOf<K>, after: GateOf<K>) => boolean;

/** Whether a rule asks for less than it did. Where there is no more and less, any change may. */
const comparisons: { readonly [K in GateKind]: Comparison<K> } = {
  approvals: asksForFewer,
  metric: isWider,
  'no-regression': allowsRegression,
  soak: (before, after) => after.stage !== before.stage || parseDuration(after.for) < parseDuration(before.for),
  licence: (before, after) => misses(after.allow, before.allow),
  scan: (before, after) => misses(after.allow ?? ['allowed'], before.allow ?? ['allowed']),
  parity: (before, after) => (after.tolerance ?? 0) > (before.tolerance ?? 0),
  checklist: (before, after) => misses(idsOf(before.items), idsOf(after.items)),
  'required-fields': missesFields,
  expression: isOther,
  size: (before, after) => parseByteSize(after.max) > parseByteSize(before.max),
  evaluated: isOther,
  'came-through': isOther,
  servable: () => false,
  signature: () => false,
  'review-date': () => false,
};

function isWeaker(before: Gate, after: Gate): boolean {
  if (before.gate !== after.gate) return true;
  const compare = comparisons[before.gate] as Comparison<GateKind>;
  return compare(before, after);
}

function asksForFewer(before: GateOf<'approvals'>, after: GateOf<'approvals'>): boolean {
  const everyone = ['requester', 'opener', 'committers', 'registrar'];
  return (
    after.count < before.count ||
    (before.by !== undefined && (after.by === undefined || misses(after.by, before.by))) ||
    misses(before.exclude ?? everyone, after.exclude ?? everyone) ||
    (before.verifiedIdentity === true && after.verifiedIdentity !== true)
  );
}

function allowsRegression(before: GateOf<'no-regression'>, after: GateOf<'no-regression'>): boolean {
  return (
    after.dataset !== before.dataset ||
    after.direction !== before.direction ||
    misses(before.metrics, after.metrics) ||
    (after.tolerance ?? 0) > (before.tolerance ?? 0) ||
    (after.interval === true && before.interval !== true)
  );
}

function isWider(before: GateOf<'metric'>, after: GateOf<'metric'>): boolean {
  return (
    after.metric !== before.metric ||
    after.dataset !== before.dataset ||
    (before.min !== undefined && (after.min ?? Number.NEGATIVE_INFINITY) < before.min) ||
    (before.max !== undefined && (after.max ?? Number.POSITIVE_INFINITY) > before.max) ||
    (!before.reported && after.reported === true)
  );
}

function missesFields(before: GateOf<'required-fields'>, after: GateOf<'required-fields'>): boolean {
  return (['manifest', 'model', 'card'] as const).some((part) => misses(before[part] ?? [], after[part] ?? []));
}

/** Whether one of the wanted is not among those that are there. */
function misses(wanted: readonly string[], there: readonly string[]): boolean {
  return wanted.some((it) => !there.includes(it));
}

function idsOf(items: readonly { readonly id: string }[]): readonly string[] {
  return items.map(({ id }) => id);
}

/** Who may waive a gate is told apart. */
function isOther({ waivable: _, ...before }: Gate, { waivable: __, ...after }: Gate): boolean {
  return !isDeepStrictEqual(before, after);
}
