import { gateLists } from '../../../registry-schema/gate-lists.ts';
import type { Policy, Principal } from '../../domain/policy.ts';
import { looksLikeSpdx } from '../../domain/spdx.ts';
import type { GateOf } from '../../gates/judgement.ts';
import { directionOf } from '../../metrics/metric.ts';
import type { PlacedGate } from './placed-gate.ts';

/** What works and is hardly meant. */
export interface Oddity {
  /** The stage, role or kind of change that it is about. */
  readonly place: string;
  /** A sentence without its full stop. */
  readonly message: string;
  readonly hint: string;
}

export function findOddities(policy: Policy): readonly Oddity[] {
  const inGates = gateLists(policy).flatMap((list) => {
    const place = list.stage?.name ?? `changes.${list.change}`;
    return list.gates.flatMap((gate, index) => {
      const placed = { gate, at: [...list.path, index], list, policy };
      return [...oddRule(placed), ...oddOrder(placed), ...oddWaiver(placed)].map((odd) => ({ place, ...odd }));
    });
  });
  return [...inGates, ...emptyRoles(policy), ...idleBreakGlass(policy)];
}

type Odd = Omit<Oddity, 'place'>;

function oddRule({ gate, list }: PlacedGate): readonly Odd[] {
  switch (gate.gate) {
    case 'metric':
      return oddMetric(gate);
    case 'no-regression':
      return gate.metrics.flatMap((metric) => oddDirection(metric, gate));
    case 'scan':
      return gate.allow === undefined || gate.allow.includes('allowed')
        ? []
        : [odd(gate, 'refuses what the scan allows', 'Write allow: [allowed, unknown].')];
    case 'licence':
      return gate.allow
        .filter((licence) => !looksLikeSpdx(licence))
        .map((licence) =>
          odd(gate, `allows ${licence}, which is hardly an SPDX identifier`, 'See https://spdx.org/licenses.'),
        );
    case 'signature':
      return list.change === undefined
        ? []
        : [
            odd(
              gate,
              'compares with the version that holds the stage, and here is none: it is always skipped',
              'Put it among the gates of a stage.',
            ),
          ];
    default:
      return [];
  }
}

function oddMetric(gate: GateOf<'metric'>): readonly Odd[] {
  const { metric, min, max, dataset, reported } = gate;
  const direction = directionOf(metric);
  const unused =
    reported && dataset !== undefined
      ? [odd(gate, `names ${dataset}, but judges what the author reported`, 'Leave out dataset, or reported.')]
      : [];
  if (direction === 'higher' && min === undefined)
    return [...unused, odd(gate, `has only max, and ${metric} is better when it is higher`, `Write min: ${max}.`)];
  if (direction === 'lower' && max === undefined)
    return [...unused, odd(gate, `has only min, and ${metric} is better when it is lower`, `Write max: ${min}.`)];
  return unused;
}

function oddDirection(metric: string, gate: GateOf<'no-regression'>): readonly Odd[] {
  const known = directionOf(metric);
  if (gate.direction === undefined || known === undefined || known === gate.direction) return [];
  return [
    odd(
      gate,
      `says that ${metric} is better when it is ${gate.direction}: worse versions pass`,
      'Leave out direction.',
    ),
  ];
}

function oddOrder({ gate, list: { stage }, policy }: PlacedGate): readonly Odd[] {
  if (stage === undefined || (gate.gate !== 'came-through' && gate.gate !== 'soak')) return [];
  const names = policy.stages.map(({ name }) => name);
  if (names.indexOf(gate.stage) < names.indexOf(stage.name)) return [];
  return [odd(gate, `asks for ${gate.stage}, which comes later`, 'List the stages in the order of promotion.')];
}

function oddWaiver({ gate, list: { stage } }: PlacedGate): readonly Odd[] {
  if (gate.waivable === undefined || stage?.review !== 'none') return [];
  return [
    odd(gate, 'is waivable, but nobody can approve a waiver of a direct commit', 'Give the stage review: proposal.'),
  ];
}

function emptyRoles({ roles }: Policy): readonly Oddity[] {
  const peopled = peopledRoles(roles);
  return Object.keys(roles).flatMap((role) => {
    if (peopled.has(role)) return [];
    return [
      { place: role, message: 'the role has no members', hint: 'Add people to it in registry.yaml, or take it out.' },
    ];
  });
}

/** Those with somebody in them, or in a role that they hold. */
function peopledRoles(roles: Policy['roles']): ReadonlySet<string> {
  const holders = new Map<Principal, string[]>();
  for (const [role, members] of Object.entries(roles)) {
    for (const member of members) {
      const by = holders.get(member);
      if (by === undefined) holders.set(member, [role]);
      else by.push(role);
    }
  }
  const peopled = new Set<string>();
  const queue = [...holders].flatMap(([member, by]) => (member.startsWith('role:') ? [] : by));
  for (const role of queue) {
    if (peopled.has(role)) continue;
    peopled.add(role);
    queue.push(...(holders.get(`role:${role}`) ?? []));
  }
  return peopled;
}

function idleBreakGlass({ stages }: Policy): readonly Oddity[] {
  return stages.flatMap(({ name, review, breakGlass }) => {
    if (review === 'proposal' || breakGlass.length === 0) return [];
    const message = 'has breakGlass, but takes direct commits, so that there is nothing to break';
    return [{ place: name, message, hint: 'Take out breakGlass, or give the stage review: proposal.' }];
  });
}

function odd({ id }: { readonly id: string }, what: string, hint: string): Odd {
  return { message: `the gate ${id} ${what}`, hint };
}
