import { collectGarbage } from '../collect-garbage.ts';
import type { RegistryContext } from '../context.ts';
import { formatBytes } from '../domain/units.ts';
import { MergelineError } from '../errors.ts';
import { type Check, checksOf, count } from './check.ts';

const { ok, warning, problem } = checksOf('repository');

/** What lies in the stores and should not: bytes of erased versions above all. */
export async function checkGarbage(context: RegistryContext): Promise<Check> {
  try {
    const { removed, freed, failed } = await collectGarbage({ dryRun: true }, context);
    const [fault] = failed;
    if (fault !== undefined)
      return problem(
        'garbage',
        `bytes of erased versions may lie in ${fault.store}, which is not in reach: ${fault.why}`,
        'Delete them there by its own means: docs/erasure.md.',
      );
    if (removed.length === 0) return ok('garbage', 'the stores hold nothing that has to go');
    const amount = `${count(removed.length, 'object')} of ${formatBytes(freed)}`;
    return warning('garbage', `the stores hold ${amount} that nothing needs`, 'See and delete them with: mergeline gc');
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return warning('garbage', `cannot be looked for: ${error.message}`, 'See the faults with: mergeline validate');
  }
}
