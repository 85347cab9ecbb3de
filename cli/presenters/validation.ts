import type { ValidateAnswer } from '../../core/answers.ts';
import { blocks, type Page } from '../page.ts';
import { count } from '../units.ts';
import { faultList } from './faults.ts';
import { done, refused } from './headline.ts';

export function presentValidation({ files, faults }: ValidateAnswer, page: Page): string {
  if (faults.length === 0) return done(page, `${count(files, 'file')} checked, nothing is wrong`);
  return blocks(
    refused(page, `${count(files, 'file')} checked, ${count(faults.length, 'fault')}`),
    faultList(faults, page),
  );
}
