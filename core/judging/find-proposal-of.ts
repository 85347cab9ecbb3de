import { pointerPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import type { Proposal, ProposalSubject } from '../ports/forge.ts';

/** The reviews that speak of one proposed pointer, for a commit that came by a merge that no tool of ours made. */
export async function findProposalOf(
  pointer: Pointer,
  oid: Oid,
  context: Pick<RegistryContext, 'forge' | 'repository'>,
): Promise<Proposal | undefined> {
  const isAbout = ({ model, stage }: ProposalSubject) => model === pointer.model && stage === pointer.stage;
  for (const proposal of await context.forge.list([], isAbout)) {
    const head = await context.repository.snapshot(proposal.head).catch(() => undefined);
    if (head !== undefined && (await head.find(pointerPath(pointer.model, pointer.stage))) === oid) return proposal;
  }
  return undefined;
}
