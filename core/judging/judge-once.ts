import { encode } from '../../registry-schema/codec.ts';
import { judgedPath } from '../../registry-schema/record-layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Oid, Pointer, Review } from '../domain/records.ts';
import { allowsMerge, type Verdict } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import { countedApprovals } from '../gates/counted-approvals.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Snapshot } from '../ports/repository.ts';
import { emptySnapshot } from '../reading/empty-snapshot.ts';
import { findJudgedRecord, recordsSnapshot } from '../reading/read-records.ts';
import { isStateOf, type PointerHistory, type PointerState, readPointerHistory } from '../reading/stage-history.ts';
import { addRecord } from '../writing/add-record.ts';
import { recordMerge } from '../writing/record-merge.ts';
import { findProposalOf } from './find-proposal-of.ts';
import { gatherCandidacy } from './gather-candidacy.ts';
import { judgeWithBreakGlass } from './judge-with-break-glass.ts';

export interface PassedJudgement {
  readonly passed: true;
  readonly verdicts: readonly Verdict[];
  /** Who approved the head that was merged. */
  readonly approvals: readonly string[];
}

interface FailedJudgement {
  readonly passed: false;
  readonly reason: string;
}

/** A generation that passes now, and everything that is recorded of it. */
interface NewJudgement {
  readonly passed: true;
  readonly verdicts: readonly Verdict[];
  readonly approvals: readonly Review[];
  readonly policyCommit: Oid;
  readonly proposal?: Proposal;
}

/**
 * A generation that passed once is not judged again: time and people move on, what was shipped stays right.
 * @param history every state of the pointer, newest first: that one is judged.
 */
export async function judgeOnce(
  history: PointerHistory,
  records: Snapshot,
  context: RegistryContext,
): Promise<PassedJudgement | FailedJudgement> {
  const recorded = await findJudgement(history, records);
  if (recorded !== undefined) return recorded;
  const [state] = history;
  const found = await judgeNow(state, context);
  if (!found.passed) return found;
  const { verdicts, approvals, policyCommit, proposal } = found;
  const { commit } = state.entry;
  if (proposal !== undefined) {
    const { id, head } = proposal;
    const mergedBy = commit.author.name;
    await recordMerge({ commit: commit.oid, proposal: id, head, mergedBy, approvals, verdicts }, context);
  }
  const judgement = passedBy(found);
  await recordJudgement({ pointer: state.pointer, commit: commit.oid, policyCommit }, judgement, context);
  return judgement;
}

/** What `judgeOnce` would answer, without recording it. */
export async function foreseeJudgement(
  history: PointerHistory,
  records: Snapshot,
  context: RegistryContext,
): Promise<PassedJudgement | FailedJudgement> {
  const recorded = await findJudgement(history, records);
  if (recorded !== undefined) return recorded;
  const found = await judgeNow(history[0], context);
  return found.passed ? passedBy(found) : found;
}

function passedBy({ verdicts, approvals }: NewJudgement): PassedJudgement {
  return { passed: true, verdicts, approvals: approvals.map(({ actor }) => actor) };
}

async function findJudgement(history: PointerHistory, records: Snapshot): Promise<PassedJudgement | undefined> {
  const [{ pointer }] = history;
  const recorded = await findJudgedRecord(records, pointer.model, pointer.stage, pointer.generation);
  // A generation that was used twice by hand was judged for the first of its commits only.
  if (recorded === undefined || !isStateOf(recorded.commit, history)) return undefined;
  return { passed: true, verdicts: recorded.verdicts, approvals: recorded.approvals };
}

/** A hold changes nothing but the hold, so it is worth what the generation before it is worth: it vouches for nobody. */
async function objectionToHold(
  pointer: Pointer,
  base: Snapshot,
  context: RegistryContext,
): Promise<string | undefined> {
  if (pointer.change !== 'hold') return undefined;
  const history = await readPointerHistory(context, base, pointer.model, pointer.stage);
  if (history === undefined) return 'It holds a stage that nothing held before.';
  const judgement = await foreseeJudgement(history, await recordsSnapshot(context), context);
  const [{ pointer: held }] = history;
  return judgement.passed ? undefined : `Generation ${held.generation}, which it holds: ${judgement.reason}`;
}

async function judgeNow(
  { pointer, entry, oid }: PointerState,
  context: RegistryContext,
): Promise<NewJudgement | FailedJudgement> {
  const proposal = await findProposalOf(pointer, oid, context);
  const [parent] = entry.commit.parents;
  const base = parent === undefined ? emptySnapshot : await context.repository.snapshot(parent);
  const people = [entry.commit.author, entry.commit.committer].flatMap(({ name, email }) => [name, email]);
  const origin = proposal ? { proposal } : { committers: people };
  try {
    const objection = await objectionToHold(pointer, base, context);
    if (objection !== undefined) return { passed: false, reason: objection };
    const candidacy = await gatherCandidacy({ base, pointer, depth: depthFor(pointer), ...origin }, context);
    const verdicts = judgeWithBreakGlass(candidacy);
    if (!allowsMerge(verdicts)) return { passed: false, reason: objections(verdicts) };
    const found = {
      passed: true,
      verdicts,
      approvals: countedApprovals(candidacy),
      policyCommit: base.commit.oid,
    } as const;
    return proposal === undefined ? found : { ...found, proposal };
  } catch (error) {
    if (error instanceof MergelineError) return { passed: false, reason: error.message };
    throw error;
  }
}

function objections(verdicts: readonly Verdict[]): string {
  const against = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'pending');
  return against.map(({ gate, reason }) => `${gate}: ${reason}`).join('; ');
}

/** A change of the hold serves the bytes that were served before. */
function depthFor({ change }: Pointer): 'bytes' | 'presence' {
  return change === 'hold' ? 'presence' : 'bytes';
}

/** Keeps that one generation of a pointer passed. */
export async function recordJudgement(
  { pointer, commit, policyCommit }: { readonly pointer: Pointer; readonly commit: Oid; readonly policyCommit: Oid },
  { verdicts, approvals }: Pick<PassedJudgement, 'verdicts' | 'approvals'>,
  context: RegistryContext,
): Promise<void> {
  const { model, stage, generation } = pointer;
  const at = context.clock.now();
  const record = { model, stage, generation, commit, policyCommit, approvals, verdicts, at };
  await addRecord(
    {
      path: judgedPath(model, stage, generation),
      subject: `judge ${model}@${stage} generation ${generation}`,
      encode: () => encode('JudgedRecord', record),
    },
    context,
  );
}
