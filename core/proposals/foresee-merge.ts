import { encode } from '../../registry-schema/codec.ts';
import { pointerPath } from '../../registry-schema/layout.ts';
import type { MergeAnswer, Published } from '../answers.ts';
import type { RegistryContext } from '../context.ts';
import type { Pointer } from '../domain/records.ts';
import { type JudgedProposal, judgeProposal } from '../judging/judge-proposal.ts';
import { judgeWithBreakGlass } from '../judging/judge-with-break-glass.ts';
import { type MergeOptions, messageOf, refuseClosed } from '../merge-proposal.ts';
import { pointerWithBrokenGlass } from '../pointers/break-glass.ts';
import { imageReference } from '../pointers/image-reference.ts';
import { refuseStale } from '../pointers/refuse.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Snapshot } from '../ports/repository.ts';
import { publishPointer } from '../publish-stages.ts';
import { editsOf, readProposal } from '../reading/read-proposal.ts';
import { readPolicy } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { describePlan } from '../writing/plan-answer.ts';

/**
 * What `mergeProposal` would do now: its verdicts, the commit it would make and the image it would publish. Writes
 * nothing. Verdicts that stand against the merge are answered, not thrown.
 * @throws MergelineError `CONFLICT` for a proposal that is closed or stale, and what breaking the glass throws.
 */
export async function foreseeMerge(id: string, options: MergeOptions, context: RegistryContext): Promise<MergeAnswer> {
  const proposal = await readProposal(id, context);
  refuseClosed(proposal);
  if (proposal.state === 'merged') return await afterMerge(proposal, context);
  const base = await snapshotAt(context);
  const judged = await judgeProposal(proposal, base, 'bytes', context);
  await refuseStale(judged, base);
  const broken = options.breakGlass ? await pointerWithBrokenGlass(proposal, options.reason, context) : undefined;
  return await answerOf(broken === undefined ? judged : breakIn(judged, broken, context.actor), base, context);
}

/** The proposal as it would be judged once its pointer is the broken one. */
function breakIn(judged: JudgedProposal, broken: Pointer, actor: string): JudgedProposal {
  const { candidacy, verdicts } = judged;
  if (candidacy === undefined) return judged;
  const committers = [...candidacy.committers, actor];
  const [shape, ...others] = verdicts;
  const rejudged = judgeWithBreakGlass({ ...candidacy, pointer: broken, committers });
  return { ...judged, pointer: broken, verdicts: shape === undefined ? others : [shape, ...rejudged] };
}

async function answerOf(judged: JudgedProposal, base: Snapshot, context: RegistryContext): Promise<MergeAnswer> {
  const { proposal, pointer, changes, verdicts } = judged;
  const { kind, model, stage = null, version = null, replaces = null } = proposal;
  const edits =
    pointer?.breakGlass === undefined
      ? await editsOf(changes, proposal.head, context.repository)
      : [{ path: pointerPath(pointer.model, pointer.stage), bytes: encode('StagePointer', pointer) }];
  const plan = await describePlan(context.branch, base, { edits, message: messageOf(judged, context.actor) });
  const published = pointer === undefined ? null : await foreseePublication(pointer, base, context);
  return { commit: null, kind, model, stage, version, replaces, verdicts, published, created: true, plan };
}

async function foreseePublication(pointer: Pointer, base: Snapshot, context: RegistryContext): Promise<Published> {
  const { model, stage, generation, version } = pointer;
  const image = imageReference(pointer, await readPolicy(base), context);
  return {
    model,
    stage,
    generation,
    version,
    image: image?.reference ?? null,
    digest: image?.digest ?? null,
    state: image === null ? 'nothing-to-publish' : 'due',
    reason: version === null ? 'the stage would be empty' : `${stage} would run ${version}`,
  };
}

async function afterMerge(proposal: Proposal, context: RegistryContext): Promise<MergeAnswer> {
  const { kind, model, stage = null, version = null, replaces = null, mergeCommit = null } = proposal;
  const published = stage && (await publishPointer(model, stage, context, { dryRun: true }));
  return { commit: mergeCommit, kind, model, stage, version, replaces, verdicts: [], published, created: false };
}
