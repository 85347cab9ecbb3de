import { type Actor, isMeantBy } from './actor.ts';
import type { Principal } from './policy.ts';

/** What `role:…` and `owners` stand for. */
export interface People {
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Of the model in question. */
  readonly owners: readonly string[];
}

/** Every name behind the principals, in order, each once. A role may hold roles; one that is not defined holds nobody. */
export function namesOf(principals: readonly Principal[], people: People): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<Principal>();
  const queue = [...principals];
  for (const principal of queue) {
    if (seen.has(principal)) continue;
    seen.add(principal);
    const members = membersOf(principal, people);
    if (members === undefined) names.add(principal);
    else queue.push(...members);
  }
  return [...names];
}

/** Whether the principals name this actor. */
export function isAmong(actor: Actor, principals: readonly Principal[], people: People): boolean {
  return namesOf(principals, people).some((name) => isMeantBy(actor, name));
}

function membersOf(principal: Principal, { roles, owners }: People): readonly string[] | undefined {
  if (principal === 'owners') return owners;
  if (!principal.startsWith('role:')) return undefined;
  const role = principal.slice('role:'.length);
  return Object.hasOwn(roles, role) ? (roles[role] ?? []) : [];
}
