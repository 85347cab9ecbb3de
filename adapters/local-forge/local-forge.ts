import type { RegistryContext } from '../../core/context.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Closing, Oid, ProposalHead, ProposalRecord, Review } from '../../core/domain/records.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';
import type {
  Forge,
  MergeRequest,
  Proposal,
  ProposalDraft,
  ProposalSubject,
  ReviewDraft,
} from '../../core/ports/forge.ts';
import type { Edit, Snapshot } from '../../core/ports/repository.ts';
import { recordsSnapshot } from '../../core/reading/read-records.ts';
import { commitMessage } from '../../core/writing/commit-message.ts';
import { transact } from '../../core/writing/transact.ts';
import { encode } from '../../registry-schema/codec.ts';
import { closingPath, headPath, proposalPath, reviewPath } from '../../registry-schema/record-layout.ts';
import { findMerges } from './find-merge.ts';
import { listProposalFiles, listProposalIds, type ProposalFiles, readProposalFiles } from './proposal-files.ts';

type LocalForgeContext = Pick<
  RegistryContext,
  'repository' | 'branch' | 'recordsBranch' | 'actor' | 'author' | 'clock'
>;

/**
 * Proposals, reviews and closings as create-once files of the records branch, so that promotion with review needs no
 * server. It records who acts and cannot prove it: every identity is `asserted`. Nothing stores that a proposal was
 * merged: the registry branch tells.
 */
export class LocalForge implements Forge {
  readonly #context: LocalForgeContext;

  constructor(context: LocalForgeContext) {
    this.#context = context;
  }

  async propose(draft: ProposalDraft): Promise<{ proposal: Proposal; created: boolean }> {
    const { actor, clock } = this.#context;
    const at = clock.now();
    const { head, base, ...subject } = draft;
    const id = await this.#record(async (records) => {
      const taken = (await listProposalIds(records)).map(Number).filter(Number.isInteger);
      const id = String(Math.max(0, ...taken) + 1);
      const proposal: ProposalRecord = { id, ...subject, openedBy: actor, openedAt: at };
      const edits = [
        { path: proposalPath(id), bytes: encode('Proposal', proposal) },
        headEdit({ proposal: id, number: 1, head, base, by: actor, at }),
      ];
      return { edits, subject: `open proposal ${id}: ${draft.title}`, answer: id };
    });
    return { proposal: await this.#get(id), created: true };
  }

  async find(id: string): Promise<Proposal | undefined> {
    const records = await recordsSnapshot(this.#context);
    const files = await readProposalFiles(records, id);
    if (files === undefined) return undefined;
    const [proposal] = await this.#assemble([files], records);
    return proposal;
  }

  async list(faults: Fault[] = [], about?: (subject: ProposalSubject) => boolean): Promise<readonly Proposal[]> {
    const records = await recordsSnapshot(this.#context);
    return await this.#assemble(await listProposalFiles(records, faults, about), records);
  }

  async moveHead({ id }: Proposal, head: Oid, base: Oid): Promise<Proposal> {
    const { actor, clock } = this.#context;
    const at = clock.now();
    await this.#record(async (records) => {
      const files = await readProposalFiles(records, id);
      const number = (files?.head.number ?? 0) + 1;
      return {
        edits: [headEdit({ proposal: id, number, head, base, by: actor, at })],
        subject: `move the head of proposal ${id}`,
        answer: undefined,
      };
    });
    return await this.#get(id);
  }

  async review(proposal: Proposal, { verdict, head, comment, checks }: ReviewDraft): Promise<Proposal> {
    const { id } = proposal;
    const { actor, clock } = this.#context;
    const review: Review = {
      proposal: id,
      actor,
      verdict,
      head,
      at: clock.now(),
      comment,
      checks,
      identity: 'asserted',
    };
    const bytes = encode('Review', review);
    await this.#record(async (records) => ({
      edits: [{ path: reviewPath(id, digestOf(bytes)), bytes }, ...(await this.#pushedHead(records, proposal))],
      subject: `${verdict} proposal ${id}`,
      answer: undefined,
    }));
    return await this.#get(id);
  }

  /** What somebody pushed is recorded once it matters, so that it is known when the branch is gone. */
  async #pushedHead(records: Snapshot, { id, head, base }: Proposal): Promise<readonly Edit[]> {
    const newest = (await readProposalFiles(records, id))?.head;
    if (newest === undefined || newest.head === head) return [];
    const { actor, clock } = this.#context;
    return [headEdit({ proposal: id, number: newest.number + 1, head, base, by: actor, at: clock.now() })];
  }

  async merge({ proposal, judgedOn, edits, message }: MergeRequest): Promise<Oid | 'stale'> {
    const { repository, branch, author, clock } = this.#context;
    const pushed = await repository.tip(proposal.branch);
    if (pushed !== undefined && pushed !== proposal.head) return 'stale';
    const outcome = await repository.commit({
      branch,
      expected: judgedOn,
      edits,
      message,
      author,
      mergedFrom: [proposal.head],
      at: clock.now(),
    });
    if (outcome !== 'stale') await repository.deleteBranch(proposal.branch, proposal.head);
    return outcome;
  }

  async close({ id, branch, head }: Proposal, reason: string): Promise<Proposal> {
    const { actor, clock, repository } = this.#context;
    const closing: Closing = { proposal: id, by: actor, at: clock.now(), reason };
    await this.#record(async () => ({
      edits: [{ path: closingPath(id), bytes: encode('Closing', closing) }],
      subject: `close proposal ${id}`,
      answer: undefined,
    }));
    await repository.deleteBranch(branch, head);
    return await this.#get(id);
  }

  async #get(id: string): Promise<Proposal> {
    const proposal = await this.find(id);
    if (proposal !== undefined) return proposal;
    throw new MergelineError('NOT_FOUND', `There is no proposal ${id}.`, { hint: 'See: mergeline proposal list' });
  }

  async #assemble(files: readonly ProposalFiles[], records: Snapshot): Promise<readonly Proposal[]> {
    const { repository, branch } = this.#context;
    const sought = files.map(({ record, head }) => ({ proposal: record, head }));
    const merges = await findMerges(sought, { records, repository, branch });
    return await Promise.all(files.map((one, index) => this.#proposalOf(one, merges[index])));
  }

  async #proposalOf(files: ProposalFiles, mergeCommit: Oid | undefined): Promise<Proposal> {
    const { record, head, reviews, faults, closing } = files;
    const state = mergeCommit !== undefined ? 'merged' : closing !== undefined ? 'closed' : 'open';
    // Somebody may have pushed to the branch: what would be merged is what stands there now.
    const pushed = state === 'open' ? await this.#context.repository.tip(record.branch) : undefined;
    return {
      ...record,
      url: `proposal:${record.id}`,
      state,
      head: pushed ?? head.head,
      base: head.base,
      // A proposal that was closed and whose change came in all the same was approved by nobody.
      reviews: closing !== undefined && state === 'merged' ? [] : reviews,
      ...(faults.length > 0 && { faults }),
      ...(mergeCommit !== undefined && { mergeCommit }),
    };
  }

  async #record<T>(
    plan: (
      records: Snapshot,
    ) => Promise<{ readonly edits: readonly Edit[]; readonly subject: string; readonly answer: T }>,
  ): Promise<T> {
    const decide = async (records: Snapshot) => {
      const { edits, subject, answer } = await plan(records);
      const message = commitMessage(subject, '', { actor: this.#context.actor });
      return { kind: 'write' as const, edits, message, answer: () => answer };
    };
    return await transact({ branch: this.#context.recordsBranch, decide }, this.#context);
  }
}

function headEdit(head: ProposalHead): Edit {
  return { path: headPath(head.proposal, head.number), bytes: encode('ProposalHead', head) };
}
