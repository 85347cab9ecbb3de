import { expect, test } from 'vitest';
import { parseActor } from '../../../core/domain/actor.ts';
import { isAmong, namesOf } from '../../../core/domain/principal.ts';

const people = { roles: { risk: ['rita', 'role:chiefs'], chiefs: ['carl', 'role:risk', 'owners'] }, owners: ['olga'] };

test('roles hold people and other roles, also in a circle', () => {
  expect(namesOf(['role:risk'], people)).toEqual(['rita', 'carl', 'olga']);
});

test('a role that is not defined holds nobody', () => {
  expect(namesOf(['role:none', 'role:constructor', 'ann'], people)).toEqual(['ann']);
});

test('an actor who is called like a role is not the role', () => {
  expect(isAmong(parseActor('role:risk'), ['role:risk'], people)).toBe(false);
  expect(isAmong(parseActor('owners'), ['owners'], people)).toBe(false);
  expect(isAmong(parseActor('Carl'), ['role:risk'], people)).toBe(true);
});
