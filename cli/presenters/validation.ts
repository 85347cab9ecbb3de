import type { ValidateAnswer } from '../../core/answers.ts';
import { blocks, type Page } from '../page.ts';
import { count } from '../units.ts';
import { faultList } from './faults.ts';
import { done, refused } from './headline.ts';

export function presentValidation({ files, edited, faults }: ValidateAnswer, page: Page): string {
  const asEdited = edited.length === 0 ? '' : `, ${edited.join(', ')} as edited here and not committed yet`;
  if (faults.length === 0) return done(page, `${count(files, 'file')} checked, nothing is wrong${asEdited}`);
  return blocks(
    refused(page, `${count(files, 'file')} checked, ${count(faults.length, 'fault')}${asEdited}`),
    faultList(faults, page),
  );
}
