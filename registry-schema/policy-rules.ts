import { suggestName } from '../core/domain/closest-name.ts';
import type { ChangeKind, Gate, GateKind, Policy, Principal } from '../core/domain/policy.ts';
import { documents } from './documents.ts';
import type { Finding, Path } from './finding.ts';
import { type GateList, gateLists } from './gate-lists.ts';

/** Every name that registry.yaml uses is one that it defines, and defines once. */
export function rulesOfPolicy(policy: Policy): readonly Finding[] {
  return [
    ...stageNameRules(policy),
    ...gateLists(policy).flatMap((list) => gateListRules(list, policy)),
    ...repeated(policy.datasets, (index) => ['datasets', index, 'name']),
    ...repeated(policy.stores, (index) => ['stores', index, 'name']),
    ...placementRules(policy),
    ...baseRules(policy),
    ...roleRules(policy),
    ...policy.stages.flatMap(({ breakGlass }, index) =>
      principalRules(breakGlass, ['stages', index, 'breakGlass'], policy),
    ),
  ];
}

/** A stage answers to its name and its aliases, so no two stages may share any of them. */
function stageNameRules({ stages }: Policy): readonly Finding[] {
  const taken = new Map<string, string>();
  const claim = (name: string, path: Path): Finding[] => {
    const holder = taken.get(name);
    taken.set(name, holder ?? name);
    return holder === undefined ? [] : [{ path, message: `is ${name}, which names a stage already` }];
  };
  return [
    ...stages.flatMap(({ name }, index) => claim(name, ['stages', index, 'name'])),
    ...stages.flatMap(({ aliases }, stage) =>
      aliases.flatMap((alias, index) => claim(alias, ['stages', stage, 'aliases', index])),
    ),
  ];
}

function gateListRules({ path, gates, stage, change }: GateList, policy: Policy): readonly Finding[] {
  const ids = new Set<string>();
  return gates.flatMap((gate, index) => {
    const at = [...path, index];
    const repeats = ids.has(gate.id);
    ids.add(gate.id);
    return [
      ...(repeats ? [repeatedId(gate, at)] : []),
      ...builtInIdRules(gate, at),
      ...gateRules(gate, at, policy, stage?.name),
      ...(change === undefined ? [] : placeRules(gate, at, change)),
      ...principalRules(gate.waivable ?? [], [...at, 'waivable'], policy),
    ];
  });
}

/** The rules that are judged without being listed; reports and waivers tell rules by their id. */
const builtIn = new Set(['integrity', 'available', 'hold', 'rollback', 'changes', 'valid']);

function builtInIdRules({ id }: Gate, at: Path): readonly Finding[] {
  if (!builtIn.has(id)) return [];
  return [{ path: [...at, 'id'], message: `is ${id}, the id of a rule that is always judged; choose another` }];
}

function repeatedId(gate: Gate, at: Path): Finding {
  const message = `has the id ${gate.id}, as another gate of this list has; give one of them an id of its own`;
  return { path: at, message };
}

const comparesWithStages = new Set<GateKind>(['came-through', 'soak', 'no-regression']);
const asksPeople = new Set<GateKind>(['approvals', 'checklist']);

/** A change that moves no pointer has no stage to ask about, and an erasure or a new policy brings no version. */
function placeRules({ gate }: Gate, at: Path, change: ChangeKind): readonly Finding[] {
  const path = [...at, 'gate'];
  if (comparesWithStages.has(gate)) return [{ path, message: `is ${gate}, which asks about a stage; here is none` }];
  const bringsVersion = change === 'registration' || change === 'evaluation';
  if (bringsVersion || asksPeople.has(gate)) return [];
  return [{ path, message: `is ${gate}, which asks about a version; here can be ${[...asksPeople].join(' and ')}` }];
}

function gateRules(gate: Gate, at: Path, policy: Policy, stage: string | undefined): readonly Finding[] {
  switch (gate.gate) {
    case 'came-through':
    case 'soak':
      return earlierStageRules(gate.stage, [...at, 'stage'], policy, stage);
    case 'metric':
      return metricRules(gate, at, policy);
    case 'no-regression':
    case 'evaluated':
      return datasetRules(gate.dataset, [...at, 'dataset'], policy);
    case 'approvals':
      return principalRules(gate.by ?? [], [...at, 'by'], policy);
    case 'required-fields':
      return [
        ...fieldRules(gate.manifest, [...at, 'manifest'], 'ModelVersion'),
        ...fieldRules(gate.model, [...at, 'model'], 'Model'),
      ];
    case 'checklist':
      return repeated(
        gate.items.map(({ id }) => ({ name: id })),
        (index) => [...at, 'items', index, 'id'],
      );
    default:
      return [];
  }
}

function earlierStageRules(named: string, path: Path, { stages }: Policy, own: string | undefined): readonly Finding[] {
  if (named === own) return [{ path, message: `is ${named}, the stage of the gate itself; name another` }];
  const names = stages.map(({ name }) => name);
  const called = stages.find(({ aliases }) => aliases.some((alias) => alias === named));
  if (called !== undefined && !names.some((name) => name === named))
    return [{ path, message: `is ${named}, an alias; write ${called.name}` }];
  return unknownName(named, names, path, 'stage');
}

function datasetRules(named: string | undefined, path: Path, { datasets }: Policy): readonly Finding[] {
  return named === undefined
    ? []
    : unknownName(
        named,
        datasets.map(({ name }) => name),
        path,
        'data set',
      );
}

/** Only a policy with one data set need not say which one a verified metric is of. */
function metricRules(gate: Gate & { readonly gate: 'metric' }, at: Path, policy: Policy): readonly Finding[] {
  if (gate.dataset !== undefined) return datasetRules(gate.dataset, [...at, 'dataset'], policy);
  if (gate.reported || policy.datasets.length === 1) return [];
  const known = policy.datasets.map(({ name }) => name).join(', ') || 'name one under datasets';
  return [
    { path: at, message: `must say with dataset what the metric is verified on (${known}), or say reported: true` },
  ];
}

function baseRules({ serving: { base } }: Policy): readonly Finding[] {
  if (base.name !== 'none' || !('reference' in base)) return [];
  return [
    { path: ['serving', 'base', 'name'], message: 'is none, which means that there is no base; call it otherwise' },
  ];
}

function placementRules({ placement, stores }: Policy): readonly Finding[] {
  const names = stores.map(({ name }) => name);
  return placement.flatMap((line, index) =>
    line.stores.flatMap((store, place) => unknownName(store, names, ['placement', index, 'stores', place], 'store')),
  );
}

function roleRules(policy: Policy): readonly Finding[] {
  return Object.entries(policy.roles).flatMap(([role, members]) => principalRules(members, ['roles', role], policy));
}

function principalRules(principals: readonly Principal[], path: Path, { roles }: Policy): readonly Finding[] {
  return principals.flatMap((principal, index) =>
    principal.startsWith('role:')
      ? unknownName(principal.slice('role:'.length), Object.keys(roles), [...path, index], 'role')
      : [],
  );
}

/** Only the first step of the path is known: what lies below may be named by people. */
function fieldRules(
  fields: readonly string[] | undefined,
  path: Path,
  kind: 'ModelVersion' | 'Model',
): readonly Finding[] {
  const { apiVersion: _, kind: __, ...known } = documents[kind].schema.properties ?? {};
  return (fields ?? []).flatMap((field, index) =>
    unknownName(field.split('.')[0] ?? '', Object.keys(known), [...path, index], 'field'),
  );
}

function unknownName(name: string, known: readonly string[], path: Path, what: string): readonly Finding[] {
  if (known.includes(name)) return [];
  const hint = suggestName(name, known) ?? `There is none yet.`;
  return [{ path, message: `names the ${what} ${name}, which is not there. ${hint}` }];
}

function repeated(items: readonly { readonly name: string }[], pathOf: (index: number) => Path): readonly Finding[] {
  const seen = new Set<string>();
  return items.flatMap(({ name }, index) => {
    const known = seen.has(name);
    seen.add(name);
    return known ? [{ path: pathOf(index), message: `is ${name} a second time` }] : [];
  });
}
