import { parsePath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Pointer } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { judgeRejections } from '../gates/rejections.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { changesOf, proposedPointer } from '../reading/read-proposal.ts';
import { gatherCandidacy } from './gather-candidacy.ts';
import { judgeAddition } from './judge-addition.ts';
import { judgeWithBreakGlass } from './judge-with-break-glass.ts';

/** A proposal as the registry of one moment judges it. */
export interface JudgedProposal {
  readonly proposal: Proposal;
  readonly changes: readonly Change[];
  readonly pointer?: Pointer;
  readonly candidacy?: Candidacy;
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
    return { proposal, changes, verdicts: [shape, ...(await judgeAddition(proposal, changes, base, depth, context))] };
  }
  const candidacy = await gatherCandidacy({ base, pointer, proposal, depth }, context);
  const verdicts = [shape, ...judgeRejections(candidacy), ...judgeWithBreakGlass(candidacy)];
  return { proposal, changes, pointer, candidacy, verdicts };
}

/** What the registry has already is no change: a branch brought up to date by a merge carries it along. */
async function withoutPresent(changes: readonly Change[], base: Snapshot): Promise<readonly Change[]> {
  const present = await Promise.all(changes.map(({ path }) => base.find(path)));
  return changes.filter(({ after }, index) => present[index] !== after);
}

/** A proposal moves one pointer and nothing else, or adds the files of one version. */
function judgeShape(changes: readonly Change[], proposal: Proposal, pointer?: Pointer): Verdict {
  const gate = 'changes';
  const pointers = changes.filter(({ path }) => parsePath(path)?.kind === 'StagePointer');
  const others = changes.filter(
    (change) => !pointers.includes(change) && (pointers.length > 0 || !isAddition(change, proposal)),
  );
  if (changes.length === 0) return { gate, verdict: 'fail', reason: 'The proposal changes nothing.' };
  if (pointers.length > 1)
    return { gate, verdict: 'fail', reason: `It moves ${pointers.length} pointers; propose each on its own.` };
  if (others.length > 0) {
    const paths = others.map(({ path }) => path).join(', ');
    return { gate, verdict: 'fail', reason: `It also changes ${paths}; propose that on its own.` };
  }
  if (pointer !== undefined && !isMeant(pointer, proposal))
    return {
      gate,
      verdict: 'fail',
      reason: `It does not do what it says (${proposal.title}). Propose that on its own.`,
    };
  return { gate, verdict: 'pass', reason: changes.map(({ path }) => path).join(', ') };
}

/** Whoever approves reads what the proposal says of itself. */
function isMeant({ model, stage, version, change }: Pointer, proposal: Proposal): boolean {
  const isKind = change === proposal.kind || (change === 'hold' && proposal.kind === 'promotion');
  return isKind && model === proposal.model && stage === proposal.stage && version === (proposal.version ?? null);
}

function isAddition({ path, before }: Change, { model, version }: Proposal): boolean {
  const place = parsePath(path);
  if (before !== undefined || place === undefined) return false;
  if (place.kind === 'Model') return place.model === model;
  const ofVersion = place.kind === 'ModelVersion' || place.kind === 'Evaluation';
  return ofVersion && place.model === model && place.version === version;
}
