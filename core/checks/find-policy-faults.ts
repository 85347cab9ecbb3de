import { faultsIn } from '../../registry-schema/codec.ts';
import { policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Fault } from '../errors.ts';
import { findUnworkable } from './policy/find-unworkable.ts';

/** All that is wrong with a `registry.yaml`: why it cannot be read, and what of it can never work. */
export async function findPolicyFaults(
  bytes: Uint8Array,
  { loadExpressions }: Pick<RegistryContext, 'loadExpressions'>,
): Promise<readonly Fault[]> {
  const { examine } = await loadExpressions();
  return faultsIn('Registry', bytes, { file: policyPath, further: (policy) => findUnworkable(policy, examine) });
}
