import { policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Snapshot } from '../ports/repository.ts';

/** The rules that decide are the committed ones, which surprises whoever has just edited them. */
export async function warningsOfEdits(
  snapshot: Snapshot,
  { workTree }: Pick<RegistryContext, 'workTree'>,
): Promise<readonly string[]> {
  const [edited, committed] = await Promise.all([workTree?.read(policyPath), snapshot.read(policyPath)]);
  if (edited === undefined || committed === undefined || Buffer.compare(edited, committed.bytes) === 0) return [];
  return [`${policyPath} is edited here and not committed; the committed one counts.`];
}
