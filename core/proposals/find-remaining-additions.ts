import { parsePath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { MergelineError } from '../errors.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Edit, Snapshot } from '../ports/repository.ts';
import { editsOf } from '../reading/read-proposal.ts';

/**
 * What a proposal that adds files still adds to the registry as it stands: a model that another registration made
 * meanwhile is there already. Undefined when nothing has come there.
 * @throws MergelineError `CONFLICT` when the version itself has, or when a file that it changes is another by now.
 */
export async function findRemainingAdditions(
  proposal: Proposal,
  changes: readonly Change[],
  base: Snapshot,
  { repository }: Pick<RegistryContext, 'repository'>,
): Promise<readonly Edit[] | undefined> {
  const taken = new Set<Change>();
  for (const change of changes) if ((await base.find(change.path)) !== change.before) taken.add(change);
  if (taken.size === 0) return undefined;
  const { id, model, version } = proposal;
  const changed = [...taken].find(({ before }) => before !== undefined);
  if (changed !== undefined) {
    throw new MergelineError('CONFLICT', `${changed.path} has changed since proposal ${id} was made.`, {
      hint: `Close it with: mergeline proposal close ${id}. Then ask for it again, on what stands there now.`,
    });
  }
  if ([...taken].some(({ path }) => parsePath(path)?.kind !== 'Model')) {
    throw new MergelineError('CONFLICT', `${model}@${version} came by another way since proposal ${id} was made.`, {
      hint: `Close it with: mergeline proposal close ${id}. Registered again, the model takes the next free number.`,
    });
  }
  const remaining = changes.filter((change) => !taken.has(change));
  return await editsOf(remaining, proposal.head, repository);
}
