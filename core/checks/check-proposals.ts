import type { RegistryContext } from '../context.ts';
import { MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { hasMoved } from '../proposals/has-moved.ts';
import { changesOf } from '../reading/read-proposal.ts';
import { type Check, checksOf, count } from './check.ts';

const { ok, warning, problem } = checksOf('proposals');

/** Open proposals must still fit the registry that they were made for. */
export async function checkProposals(snapshot: Snapshot, context: RegistryContext): Promise<readonly Check[]> {
  const open = (await context.forge.list()).filter(({ state }) => state === 'open');
  const checks: Check[] = [];
  for (const proposal of open) {
    const { id, title } = proposal;
    try {
      if (await hasMoved(await changesOf(proposal, context.repository), snapshot))
        checks.push(warning(id, `stale, the registry has moved on: ${title}`, `mergeline proposal refresh ${id}`));
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      checks.push(problem(id, `cannot be read: ${error.message}`, `mergeline proposal close ${id}`));
    }
  }
  if (checks.length > 0) return checks;
  return [
    ok('proposals', open.length === 0 ? 'none is open' : `${count(open.length, 'proposal')} open, none is stale`),
  ];
}
