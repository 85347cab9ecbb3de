import type { ChangeKind, Gate, GateKind, Policy, Principal } from '../core/domain/policy.ts';
import { documents } from './documents.ts';
import type { Finding, Path } from './finding.ts';
import { type GateList, gateLists } from './gate-lists.ts';
import { KnownNames } from './known-names.ts';

/** Every name that registry.yaml uses is one that it defines, and defines once. */
export function rulesOfPolicy(policy: Policy): readonly Finding[] {
  const names = namesOf(policy);
  return [
    ...stageNameRules(policy),
    ...gateLists(policy).flatMap((list) => gateListRules(list, names)),
    ...repeated(policy.datasets, (index) => ['datasets', index, 'name']),
    ...repeated(policy.stores, (index) => ['stores', index, 'name']),
    ...policy.datasets.flatMap(({ store }, index) =>
      store === undefined ? [] : names.stores.require(store, ['datasets', index, 'store']),
    ),
    ...placementRules(policy, names),
    ...baseRules(policy),
    ...Object.entries(policy.roles).flatMap(([role, members]) => principalRules(members, ['roles', role], names)),
    ...policy.stages.flatMap(({ breakGlass }, index) =>
      principalRules(breakGlass, ['stages', index, 'breakGlass'], names),
    ),
  ];
}

/** What the policy defines, gathered once: it may be large, and names it in many places. */
interface PolicyNames {
  readonly stages: KnownNames;
  /** The stage of each alias. */
  readonly aliased: ReadonlyMap<string, string>;
  readonly datasets: KnownNames;
  readonly stores: KnownNames;
  readonly roles: KnownNames;
  /** As they are told to people. */
  readonly datasetList: string;
}

function namesOf({ stages, datasets, stores, roles }: Policy): PolicyNames {
  const datasetNames = datasets.map(({ name }) => name);
  return {
    stages: new KnownNames(
      'stage',
      stages.map(({ name }) => name),
    ),
    aliased: new Map(stages.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name]))),
    datasets: new KnownNames('data set', datasetNames),
    stores: new KnownNames(
      'store',
      stores.map(({ name }) => name),
    ),
    roles: new KnownNames('role', Object.keys(roles)),
    datasetList: datasetNames.join(', '),
  };
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

function gateListRules({ path, gates, stage, change }: GateList, names: PolicyNames): readonly Finding[] {
  const ids = new Set<string>();
  return gates.flatMap((gate, index) => {
    const at = [...path, index];
    const repeats = ids.has(gate.id);
    ids.add(gate.id);
    return [
      ...(repeats ? [repeatedId(gate, at)] : []),
      ...builtInIdRules(gate, at),
      ...gateRules(gate, at, names, stage?.name),
      ...(change === undefined ? [] : placeRules(gate, at, change)),
      ...principalRules(gate.waivable ?? [], [...at, 'waivable'], names),
    ];
  });
}

/** The rules that are judged without being listed; reports and waivers tell rules by their id. */
const builtIn = new Set(['integrity', 'available', 'hold', 'rollback', 'changes', 'valid', 'erasure']);

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

function gateRules(gate: Gate, at: Path, names: PolicyNames, stage: string | undefined): readonly Finding[] {
  switch (gate.gate) {
    case 'came-through':
    case 'soak':
      return earlierStageRules(gate.stage, [...at, 'stage'], names, stage);
    case 'metric':
      return metricRules(gate, at, names);
    case 'no-regression':
    case 'evaluated':
      return gate.dataset === undefined ? [] : names.datasets.require(gate.dataset, [...at, 'dataset']);
    case 'approvals':
      return principalRules(gate.by ?? [], [...at, 'by'], names);
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

function earlierStageRules(
  named: string,
  path: Path,
  { stages, aliased }: PolicyNames,
  own: string | undefined,
): readonly Finding[] {
  if (named === own) return [{ path, message: `is ${named}, the stage of the gate itself; name another` }];
  const called = stages.has(named) ? undefined : aliased.get(named);
  if (called !== undefined) return [{ path, message: `is ${named}, an alias; write ${called}` }];
  return stages.require(named, path);
}

/** Only a policy with one data set need not say which one a verified metric is of. */
function metricRules(gate: Gate & { readonly gate: 'metric' }, at: Path, names: PolicyNames): readonly Finding[] {
  const { datasets } = names;
  if (gate.dataset !== undefined) return datasets.require(gate.dataset, [...at, 'dataset']);
  if (gate.reported || datasets.size === 1) return [];
  const known = names.datasetList || 'name one under datasets';
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

function placementRules({ placement }: Policy, { stores }: PolicyNames): readonly Finding[] {
  return placement.flatMap((line, index) =>
    line.stores.flatMap((store, place) => stores.require(store, ['placement', index, 'stores', place])),
  );
}

function principalRules(principals: readonly Principal[], path: Path, { roles }: PolicyNames): readonly Finding[] {
  return principals.flatMap((principal, index) =>
    principal.startsWith('role:') ? roles.require(principal.slice('role:'.length), [...path, index]) : [],
  );
}

/** Only the first step of the path is known: what lies below may be named by people. */
function fieldRules(
  fields: readonly string[] | undefined,
  path: Path,
  kind: 'ModelVersion' | 'Model',
): readonly Finding[] {
  const { apiVersion: _, kind: __, ...known } = documents[kind].schema.properties ?? {};
  const names = new KnownNames('field', Object.keys(known));
  return (fields ?? []).flatMap((field, index) => names.require(field.split('.')[0] ?? '', [...path, index]));
}

function repeated(items: readonly { readonly name: string }[], pathOf: (index: number) => Path): readonly Finding[] {
  const seen = new Set<string>();
  return items.flatMap(({ name }, index) => {
    const known = seen.has(name);
    seen.add(name);
    return known ? [{ path: pathOf(index), message: `is ${name} a second time` }] : [];
  });
}
