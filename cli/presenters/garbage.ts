import { count, formatBytes } from '../../core/domain/units.ts';
import type { RemovalAnswer } from '../../core/erasure/erasure-answer.ts';
import { blocks, type Page } from '../page.ts';
import { removalRows } from './erase.ts';
import { already, done, planned, refused } from './headline.ts';
import { nothingWritten } from './plan.ts';

export function presentGarbage(answer: RemovalAnswer, { dryRun }: { readonly dryRun: boolean }, page: Page): string {
  return blocks(headline(answer, dryRun, page), removalRows(answer, page), dryRun ? nothingWritten(page) : undefined);
}

function headline({ removed, freed, failed }: RemovalAnswer, dryRun: boolean, page: Page): string {
  const amount = `${count(removed.length, 'object')}, ${formatBytes(freed)}`;
  if (failed.length > 0)
    return refused(page, `${dryRun ? 'Would delete' : 'Deleted'} ${amount}; not everything that has to go is in reach`);
  if (removed.length === 0) return already(page, 'There is nothing to delete');
  return dryRun ? planned(page, `Would delete ${amount}`) : done(page, `Deleted ${amount}`);
}
