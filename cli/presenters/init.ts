import type { InitAnswer } from '../host.ts';
import { blocks, fields, nextCommands, type Page, paint } from '../page.ts';
import { shortOid } from '../units.ts';
import { already, done } from './headline.ts';

export function presentInit({ address, branch, commit, files, created }: InitAnswer, page: Page): string {
  const place = paint(page, 'bold', address);
  return blocks(
    created ? done(page, `A registry in ${place}`) : already(page, `There is a registry in ${place} already`),
    fields(page, [
      ['branch', branch],
      ['commit', commit === null ? undefined : shortOid(commit)],
      ['files', files.join(', ') || undefined],
    ]),
    nextCommands(page, [
      ['register <model> <path>', 'register a trained model'],
      ['doctor', 'what is still to be set up'],
    ]),
  );
}
