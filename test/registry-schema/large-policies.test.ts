import { expect, test } from 'vitest';
import { findOddities } from '../../core/checks/policy/find-oddities.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';
import { decode } from '../../registry-schema/codec.ts';
import { unreviewed } from '../core/support/policies.ts';

/** As many roles as 256 KB hold. */
const count = 8_000;
/** Many times what is needed, and a fraction of what it takes to compare each role with all others. */
const timeout = 5_000;

function withRoles(membersOf: (index: number) => string): Uint8Array {
  const roles = Array.from({ length: count }, (_, index) => `  r${index}: [${membersOf(index)}]\n`);
  return new TextEncoder().encode(`${unreviewed()}\nroles:\n${roles.join('')}`);
}

function faultsOf(bytes: Uint8Array): readonly Fault[] {
  try {
    decode('Registry', bytes, { file: 'registry.yaml' });
    return [];
  } catch (error) {
    if (error instanceof MergelineError) return error.details ?? [];
    throw error;
  }
}

const next = (index: number) => (index + 1 < count ? `"role:r${index + 1}"` : 'ann');

test('a long chain of roles is read and looked at for oddities in no time', { timeout }, () => {
  const policy = decode('Registry', withRoles(next), { file: 'registry.yaml' });
  expect(findOddities(policy)).toEqual([]);
});

test('the one missing role of a long chain is told in no time', { timeout }, () => {
  const faults = faultsOf(withRoles((index) => (index + 1 < count ? next(index) : '"role:r7999x"')));
  expect(faults).toMatchObject([{ path: 'roles.r7999[0]', message: expect.stringContaining('Did you mean r7999?') }]);
});

test('thousands of missing roles are told in no time', { timeout }, () => {
  const faults = faultsOf(withRoles((index) => `"role:x${index}y"`));
  expect(faults.length).toBeGreaterThan(100);
});
