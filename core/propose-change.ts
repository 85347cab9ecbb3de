import type { RegistryContext } from './context.ts';
import type { ModelName, StageName } from './domain/names.ts';
import type { ProposalKind } from './domain/records.ts';
import type { Version } from './domain/version.ts';
import { MergelineError } from './errors.ts';
import type { Proposal } from './ports/forge.ts';
import type { Edit, Snapshot } from './ports/repository.ts';

export interface ProposedChange {
  readonly kind: ProposalKind;
  /** What the change was decided on; the proposal's branch starts there. */
  readonly base: Snapshot;
  readonly edits: readonly Edit[];
  readonly message: string;
  readonly model: ModelName;
  readonly stage?: StageName | undefined;
  readonly version?: Version | null | undefined;
  readonly replaces?: Version | null | undefined;
  readonly reason: string;
  readonly draft?: boolean | undefined;
}

/**
 * Opens a proposal on its own branch. The branch's name follows from what is proposed, so the same request again finds
 * the proposal that is open.
 * @throws MergelineError `CONFLICT` when another writer took the branch at the same moment.
 */
export async function proposeChange(
  change: ProposedChange,
  context: RegistryContext,
): Promise<{ proposal: Proposal; created: boolean }> {
  const { repository, forge, author, clock } = context;
  const branch = branchOf(change);
  const open = (await forge.list()).find((proposal) => proposal.branch === branch && proposal.state === 'open');
  if (open !== undefined) return { proposal: open, created: false };

  const base = change.base.commit.oid;
  const expected = await repository.tip(branch);
  const head = await repository.commit({
    branch,
    expected,
    onto: base,
    edits: change.edits,
    message: change.message,
    author,
    at: clock.now(),
  });
  if (head === 'stale') {
    throw new MergelineError('CONFLICT', `Another writer is proposing the same on ${branch}.`, {
      hint: 'See it with: mergeline proposal list',
    });
  }
  const [title = ''] = change.message.split('\n');
  return await forge.propose({
    kind: change.kind,
    title,
    branch,
    model: change.model,
    requestedBy: context.actor,
    reason: change.reason,
    draft: change.draft ?? false,
    head,
    base,
    ...(change.stage && { stage: change.stage }),
    ...(change.version && { version: change.version }),
    ...(change.replaces && { replaces: change.replaces }),
  });
}

/** `mergeline/<model>/<stage>/<version>`; `versions` and `evaluations` are no stages, since both words are reserved. */
function branchOf({ kind, model, stage, version }: ProposedChange): string {
  const folder = kind === 'registration' ? 'versions' : kind === 'evaluation' ? 'evaluations' : stage;
  return `mergeline/${model}/${folder}/${kind === 'withdrawal' ? 'withdrawal' : version}`;
}
