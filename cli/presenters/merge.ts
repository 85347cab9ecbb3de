import type { MergeAnswer } from '../../core/answers.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { shortOid } from '../units.ts';
import { already, done } from './headline.ts';
import { publishedText } from './publication.ts';
import { verdictTable } from './verdicts.ts';

export function presentMerge(answer: MergeAnswer, page: Page): string {
  const { commit, verdicts, published, model, stage } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['commit', shortOid(commit)],
      ['image', published?.image ?? undefined],
      ['state', published === null ? undefined : publishedText(published)],
    ]),
    verdicts.length === 0 ? undefined : indent(verdictTable(verdicts, page)),
    stage === null
      ? nextCommands(page, [[`list ${model}`, 'its versions']])
      : nextCommands(page, [
          [`predict ${model}@${stage} --input rows.json`, 'try it'],
          [`serve ${model}@${stage}`, 'serve it over HTTP'],
          [`rollback ${model} --stage ${stage}`, 'the way back'],
        ]),
  );
}

function headline({ model, stage, version, created }: MergeAnswer, page: Page): string {
  if (!created) return already(page, 'The proposal was merged before; nothing was written');
  const place = paint(page, 'bold', stage === null ? model : `${model}@${stage}`);
  if (stage !== null && version === null) return done(page, `Merged: ${place} is empty now`);
  return done(page, `Merged: ${place} is ${paint(page, 'bold', version ?? 'changed')} now`);
}
