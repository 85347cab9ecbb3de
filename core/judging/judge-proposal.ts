import { policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Pointer } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { judgeRejections } from '../gates/rejections.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { changesOf, proposedPointer } from '../reading/read-proposal.ts';
import { effectOf, effectsOf, isAbout, isMeant, isPolicyAmongOthers } from './allowed-changes.ts';
import { gatherCandidacy } from './gather-candidacy.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeWithBreakGlass } from './judge-with-break-glass.ts';

/** A proposal as the registry of one moment judges it. */
export interface JudgedProposal {
  readonly proposal: Proposal;
  readonly changes: readonly Change[];
  readonly pointer?: Pointer;
  /** Of the pointer. */
  readonly candidacy?: Candidacy;
  /** What says whose reviews count. */
  readonly reviewing?: Candidacy;
  readonly verdicts: readonly Verdict[];
}

/** Judges a proposal with the policy, evaluations and holds of `base`: nothing that the proposal brings vouches for it. */
export async function judgeProposal(
  proposal: Proposal,
  base: Snapshot,
  depth: 'bytes' | 'presence',
  context: RegistryContext,
): Promise<JudgedProposal> {
  const { repository } = context;
  const changes = await withoutPresent(await changesOf(proposal, repository), base);
  const pointer = await proposedPointer(changes, proposal.head, repository);
  const shape = judgeShape(changes, proposal, pointer);
  if (pointer === undefined) {
    const { verdicts, reviewing } = await judgeFiles(proposal, changes, base, depth, context);
    return { proposal, changes, verdicts: [shape, ...verdicts], ...(reviewing && { reviewing }) };
  }
  const candidacy = await gatherCandidacy({ base, pointer, proposal, depth }, context);
  const verdicts = [shape, ...judgeRejections(candidacy), ...judgeWithBreakGlass(candidacy)];
  return { proposal, changes, pointer, candidacy, reviewing: candidacy, verdicts };
}

/** What the registry has already is no change: a branch brought up to date by a merge carries it along. */
async function withoutPresent(changes: readonly Change[], base: Snapshot): Promise<readonly Change[]> {
  const present = await Promise.all(changes.map(({ path }) => base.find(path)));
  return changes.filter(({ after }, index) => present[index] !== after);
}

/** One subject, in the way that the proposal says of itself: whoever approves reads that. */
function judgeShape(changes: readonly Change[], proposal: Proposal, pointer?: Pointer): Verdict {
  const gate = 'changes';
  const fault = faultOfShape(changes, proposal, pointer);
  if (fault !== undefined) return { gate, verdict: 'fail', reason: fault };
  return { gate, verdict: 'pass', reason: changes.map(({ path }) => path).join(', ') };
}

function faultOfShape(changes: readonly Change[], proposal: Proposal, pointer?: Pointer): string | undefined {
  if (changes.length === 0) return 'The proposal changes nothing.';
  const pointers = changes.filter((change) => effectOf(change) === 'pointer');
  if (pointers.length > 1) return `It moves ${pointers.length} pointers; propose each on its own.`;
  const others =
    pointer === undefined
      ? changes.filter((change) => !belongs(change, proposal))
      : changes.filter((change) => !pointers.includes(change));
  if (others.length > 0)
    return `It also changes ${others.map(({ path }) => path).join(', ')}; propose that on its own.`;
  if (isPolicyAmongOthers(changes)) return `It changes ${policyPath} and more; propose that on its own.`;
  const isAsSaid =
    effectsOf(changes).every((effect) => isMeant(effect, proposal)) &&
    (pointer === undefined || movesAsSaid(pointer, proposal));
  return isAsSaid ? undefined : `It does not do what it says (${proposal.title}). Propose that on its own.`;
}

function belongs(change: Change, proposal: Proposal): boolean {
  return effectOf(change) !== undefined && isAbout(change, proposal);
}

function movesAsSaid({ model, stage, version, change }: Pointer, proposal: Proposal): boolean {
  const isKind = change === proposal.kind || (change === 'hold' && proposal.kind === 'promotion');
  return isKind && model === proposal.model && stage === proposal.stage && version === (proposal.version ?? null);
}
