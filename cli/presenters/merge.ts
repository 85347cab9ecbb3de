import type { MergeAnswer } from '../../core/answers.ts';
import { noModel } from '../../core/domain/names.ts';
import { allowsMerge } from '../../core/domain/verdict.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { removalText } from './erase.ts';
import { already, done, planned, refused } from './headline.ts';
import { nothingWritten, planText } from './plan.ts';
import { publishedImage, publishedText } from './publication.ts';
import { closedVerdicts, openVerdicts } from './verdicts.ts';

export function presentMerge(answer: MergeAnswer, page: Page): string {
  const { commit, verdicts, plan } = answer;
  const published = isRefusedMerge(answer) ? null : answer.published;
  const gates = plan === undefined ? closedVerdicts(verdicts, page) : openVerdicts(verdicts, page);
  return blocks(
    headline(answer, page),
    fields(page, [
      ['commit', commitText(commit, page)],
      ['image', published === null ? undefined : publishedImage(published, page)],
      ['state', published === null ? undefined : publishedText(published)],
    ]),
    gates && indent(gates),
    answer.erasure && removalText(answer.erasure, page),
    isRefusedMerge(answer) ? nothingWritten(page) : planText(plan, page),
    plan === undefined ? nextSteps(answer, page) : undefined,
  );
}

/** Of a dry run: whether the merge would be refused. */
export function isRefusedMerge({ plan, verdicts }: MergeAnswer): boolean {
  return plan !== undefined && !allowsMerge(verdicts);
}

function headline(answer: MergeAnswer, page: Page): string {
  const { created, plan } = answer;
  if (!created) return already(page, 'The proposal was merged before; nothing was written');
  const place = paint(page, 'bold', placeOf(answer));
  const holder = answer.kind === 'erasure' ? 'erased' : holderText(answer, page);
  if (isRefusedMerge(answer)) return refused(page, `Would be refused: ${place} would stay as it is`);
  return plan === undefined
    ? done(page, `Merged: ${place} is ${holder} now`)
    : planned(page, `Would merge: ${place} would be ${holder}`);
}

function placeOf({ kind, model, stage, version }: MergeAnswer): string {
  if (model === noModel) return 'the registry';
  if (kind === 'erasure') return `${model}@${version}`;
  return stage === null ? model : `${model}@${stage}`;
}

function holderText({ stage, version }: MergeAnswer, page: Page): string {
  return stage !== null && version === null ? 'empty' : paint(page, 'bold', version ?? 'changed');
}

function nextSteps({ model, stage, replaces, published, erasure }: MergeAnswer, page: Page): string {
  if (erasure !== undefined && erasure.failed.length > 0)
    return nextCommands(page, [['gc', 'try again to delete what is left']]);
  if (model === noModel) return nextCommands(page, [['doctor', 'whether all is set up for it']]);
  if (stage === null) return nextCommands(page, [[`list ${model}`, 'its versions']]);
  return nextCommands(page, [
    // A version that nothing can run has no image.
    ...(!published?.image
      ? []
      : [
          [`predict ${model}@${stage} --input rows.json`, 'try it'] as const,
          [`serve ${model}@${stage}`, 'serve it over HTTP'] as const,
        ]),
    replaces === null
      ? [`history ${model}@${stage}`, 'who held the stage when']
      : [`rollback ${model} --stage ${stage}`, 'the way back'],
  ]);
}
