import { policyPath } from '../../registry-schema/layout.ts';
import type { Policy } from '../domain/policy.ts';
import type { AuditFacts } from './facts.ts';

/** The newest policy before the commit of that age that can be read: one that cannot be takes nothing back. */
export function lastPolicy(
  { timelines, objects }: Pick<AuditFacts, 'timelines' | 'objects'>,
  age: number,
): Policy | undefined {
  for (const step of timelines.get(policyPath) ?? []) {
    const policy = step.age > age ? objects.value('Registry', policyPath, step.after) : undefined;
    if (policy !== undefined) return policy;
  }
  return undefined;
}
