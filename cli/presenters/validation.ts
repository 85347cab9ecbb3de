import type { ValidateAnswer } from '../../core/answers.ts';
import { count } from '../../core/domain/units.ts';
import { blocks, type Page } from '../page.ts';
import { faultList } from './faults.ts';
import { done, refused } from './headline.ts';

export function presentValidation({ files, records, edited, faults }: ValidateAnswer, page: Page): string {
  const checked = `${count(files, 'file')}${records === 0 ? '' : ` and ${count(records, 'record')}`} checked`;
  const asEdited = edited.length === 0 ? '' : `, ${edited.join(', ')} as edited here and not committed yet`;
  if (faults.length === 0) return done(page, `${checked}, nothing is wrong${asEdited}`);
  return blocks(refused(page, `${checked}, ${count(faults.length, 'fault')}${asEdited}`), faultList(faults, page));
}
