import type { ListedProposal, ProposalList, Standing } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { ProposalState } from './domain/records.ts';
import { allowsMerge, allowsProposal, type Verdict } from './domain/verdict.ts';
import { type Fault, MergelineError } from './errors.ts';
import { judgeProposal } from './judging/judge-proposal.ts';
import type { Proposal } from './ports/forge.ts';
import type { Snapshot } from './ports/repository.ts';
import { changesBetween } from './proposals/changes-between.ts';
import { hasMoved } from './proposals/has-moved.ts';
import { summariseProposal } from './proposals/summarise-proposal.ts';
import { snapshotAt } from './reading/snapshot-at.ts';

/** How many open proposals are judged for one list, the newest first: each takes some milliseconds. */
const judgedAtMost = 50;

/** Newest first, with what keeps the open ones from merging. */
export async function listProposals(state: ProposalState | 'all', context: RegistryContext): Promise<ProposalList> {
  const faults: Fault[] = [];
  const base = await snapshotAt(context);
  const proposals: ListedProposal[] = [];
  let judged = 0;
  for (const proposal of await context.forge.list(faults)) {
    if (state !== 'all' && proposal.state !== state) continue;
    const stale = await isStale(proposal, base, context);
    const isJudged = proposal.state === 'open' && !stale && judged < judgedAtMost;
    if (isJudged) judged += 1;
    const standing = isJudged ? await standingOf(proposal, base, context) : null;
    proposals.push({ ...summariseProposal(proposal), stale, standing });
  }
  return { proposals, faults };
}

/** Without judging it. A branch whose commits are not here cannot merge as it is. */
async function isStale(proposal: Proposal, base: Snapshot, { repository }: RegistryContext): Promise<boolean> {
  if (proposal.state !== 'open') return false;
  try {
    const head = await repository.snapshot(proposal.head);
    const madeFrom = await repository.snapshot(proposal.base);
    return await hasMoved(await changesBetween(madeFrom, head), base);
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'NOT_FOUND') return true;
    throw error;
  }
}

/** One whose files cannot be read is listed all the same: its own page says what is wrong with it. */
async function standingOf(proposal: Proposal, base: Snapshot, context: RegistryContext): Promise<Standing | null> {
  try {
    return summariseVerdicts((await judgeProposal(proposal, base, 'presence', context)).verdicts);
  } catch (error) {
    if (error instanceof MergelineError) return null;
    throw error;
  }
}

function summariseVerdicts(verdicts: readonly Verdict[]): Standing {
  const gatesThat = (kind: Verdict['verdict']) =>
    verdicts.filter(({ verdict }) => verdict === kind).map(({ gate }) => gate);
  if (!allowsProposal(verdicts)) return { state: 'failing', gates: gatesThat('fail') };
  return allowsMerge(verdicts) ? { state: 'ready', gates: [] } : { state: 'waiting', gates: gatesThat('pending') };
}
