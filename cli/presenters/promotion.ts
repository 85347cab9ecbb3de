import type { PromoteAnswer } from '../../core/answers.ts';
import { allowsMerge, allowsProposal } from '../../core/domain/verdict.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned, refused, waiting } from './headline.ts';
import { imageText } from './image.ts';
import { approveCommand } from './next-review.ts';
import { nothingWritten, planText } from './plan.ts';
import { publishedImage, publishedText } from './publication.ts';
import { closedVerdicts, openVerdicts } from './verdicts.ts';
import { webAddress } from './web-address.ts';

export interface PromotionOptions {
  /** A proposal was asked for even where a gate fails. */
  readonly draft?: boolean;
}

/** What a promotion, a rollback or a withdrawal led to. */
export function presentPromotion(answer: PromoteAnswer, page: Page, options: PromotionOptions = {}): string {
  const { proposal, commit, verdicts, image, published, plan } = answer;
  const isRefused = isRefusedPromotion(answer, options);
  const gates = commit === undefined ? openVerdicts(verdicts, page) : closedVerdicts(verdicts, page);
  return blocks(
    isRefused ? refusal(answer, page) : headline(answer, page),
    fields(page, [
      ['replaces', answer.replaces ?? undefined],
      ['url', proposal && webAddress(proposal)],
      ['commit', commitText(commit, page)],
      ['image', imageText(image, page) ?? (published && publishedImage(published, page))],
      ['state', published && publishedText(published)],
    ]),
    gates && indent(gates),
    isRefused ? nothingWritten(page) : planText(plan, page),
    plan === undefined ? nextSteps(answer, page) : undefined,
  );
}

/** Of a dry run: whether the promotion would be refused. */
export function isRefusedPromotion(
  { plan, verdicts }: PromoteAnswer,
  { draft = false }: PromotionOptions = {},
): boolean {
  if (plan === undefined) return false;
  return plan.proposal ? !draft && !allowsProposal(verdicts) : !allowsMerge(verdicts);
}

function refusal({ model, stage }: PromoteAnswer, page: Page): string {
  return refused(page, `Would be refused: ${paint(page, 'bold', `${model}@${stage}`)} would stay as it is`);
}

function headline({ model, stage, version, proposal, created, plan }: PromoteAnswer, page: Page): string {
  const place = paint(page, 'bold', `${model}@${stage}`);
  const change = version === null ? `${place} empty` : `${place} to ${paint(page, 'bold', version)}`;
  if (plan !== undefined) return planned(page, `Would ${plan.proposal ? 'propose to set' : 'set'} ${change}`);
  if (proposal !== undefined) {
    return created
      ? waiting(page, `Proposed to set ${change}: proposal ${proposal.id}`)
      : already(page, `Proposal ${proposal.id} to set ${change} is open already`);
  }
  if (!created) return already(page, `${place} is ${version ?? 'empty'} already; nothing was written`);
  return done(page, `Set ${change}`);
}

function nextSteps(answer: PromoteAnswer, page: Page): string {
  const { model, stage, image, proposal, verdicts, created } = answer;
  if (proposal !== undefined) {
    const merge = [`proposal merge ${proposal.id}`, 'move the stage and publish the image'] as const;
    const show = [`proposal show ${proposal.id}`, 'what reviewers read'] as const;
    // What was open before may be stale by now, and its own page says so.
    if (!created || !allowsProposal(verdicts)) return nextCommands(page, [show]);
    return nextCommands(page, allowsMerge(verdicts) ? [show, merge] : [show, approveCommand(proposal.id, page), merge]);
  }
  return nextCommands(page, [
    // A version that nothing can run has no image.
    ...(image === null ? [] : [[`predict ${model}@${stage} --input rows.json`, 'try it'] as const]),
    [`history ${model}@${stage}`, 'who held the stage when'],
  ]);
}
