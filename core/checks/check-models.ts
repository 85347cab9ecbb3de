import { daysUntil } from '../domain/calendar-day.ts';
import type { Instant } from '../domain/manifest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findModel, listModels } from '../reading/read-registry.ts';
import { type Check, checksOf, count } from './check.ts';

const { warning } = checksOf('models');

/** Models that nobody answers for, and those that nobody has looked at for longer than was promised. */
export async function checkModels(snapshot: Snapshot, policy: Policy, now: Instant): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const name of await listModels(snapshot)) {
    const model = await orFault([], () => findModel(snapshot, name));
    if (model === undefined) continue;
    const { owners, nextReview } = model;
    if (owners.length + ownersOf(policy, name).length === 0)
      checks.push(warning(name, 'nobody owns it', `Name somebody with: mergeline model edit ${name} --owner <name>`));
    const overdue = nextReview === undefined ? 0 : -daysUntil(nextReview, now);
    if (overdue > 0)
      checks.push(
        warning(
          name,
          `its review of ${nextReview} is ${count(overdue, 'day')} overdue`,
          `Review it, then: mergeline model edit ${name} --next-review YYYY-MM-DD`,
        ),
      );
  }
  return checks;
}
