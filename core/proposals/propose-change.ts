import type { RegistryContext } from '../context.ts';
import { type ModelName, noModel, type StageName } from '../domain/names.ts';
import type { ProposalKind } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import { MergelineError } from '../errors.ts';
import type { Proposal, ProposalDraft, ProposalSubject } from '../ports/forge.ts';
import type { Edit, Snapshot } from '../ports/repository.ts';

export interface ProposedChange {
  readonly kind: ProposalKind;
  /** What it is about within its model, as the end of the branch's name: `production/1.2.0`. One is open at a time. */
  readonly topic: string;
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

/** How many proposals of one topic can be opened at the same moment. */
const attempts = 20;

/**
 * Opens a proposal on a branch of its own, or answers the one of the same topic that is open. The branch is always a new
 * one: what stands on a name already may be somebody's work that is about to be proposed.
 * @throws MergelineError `CONFLICT` when other writers take every name.
 */
export async function proposeChange(
  change: ProposedChange,
  context: RegistryContext,
): Promise<{ proposal: Proposal; created: boolean }> {
  const { repository, forge, author, clock } = context;
  const base = change.base.commit.oid;
  for (let number = 1; number <= attempts; number += 1) {
    const proposals = await forge.list([], (subject) => isAbout(subject, change));
    const open = proposals.find(({ state }) => state === 'open');
    if (open !== undefined) return { proposal: open, created: false };
    const branch = branchOf(change, number);
    if ((await repository.tip(branch)) !== undefined) continue;
    const { edits, message } = change;
    const head = await repository.commit({
      branch,
      expected: undefined,
      onto: base,
      edits,
      message,
      author,
      at: clock.now(),
    });
    if (head === 'stale') continue;
    try {
      return await forge.propose(draftOf(change, { branch, head, base, requestedBy: context.actor }));
    } catch (error) {
      await repository.deleteBranch(branch, head);
      throw error;
    }
  }
  throw new MergelineError('CONFLICT', `Other writers are proposing the same on ${branchOf(change)}.`, {
    hint: 'See it with: mergeline proposal list',
  });
}

function draftOf(
  change: ProposedChange,
  place: Pick<ProposalDraft, 'branch' | 'head' | 'base' | 'requestedBy'>,
): ProposalDraft {
  const { kind, model, stage, version, replaces, reason, draft = false } = change;
  const [title = ''] = change.message.split('\n');
  return {
    ...place,
    kind,
    title,
    model,
    reason,
    draft,
    ...(stage && { stage }),
    ...(version && { version }),
    ...(replaces && { replaces }),
  };
}

function isAbout({ branch }: ProposalSubject, change: ProposedChange): boolean {
  const first = branchOf(change);
  return branch === first || branch.startsWith(`${first}+`);
}

/** `mergeline/<model>/<topic>`, of no model `mergeline/_registry/<topic>`; further ones of one topic end in `+2`, which no version does. */
export function branchOf({ model, topic }: Pick<ProposedChange, 'model' | 'topic'>, number = 1): string {
  return `mergeline/${model === noModel ? '_registry' : model}/${topic}${number === 1 ? '' : `+${number}`}`;
}
