import type { InitAnswer } from '../../adapters/init-registry.ts';
import { shortOid } from '../../core/domain/units.ts';
import { blocks, fields, nextCommands, type Page, paint } from '../page.ts';
import { already, done, planned } from './headline.ts';

/** A registry that was made, was there, or (without a commit) would be made. */
export function presentInit({ address, branch, commit, files, created }: InitAnswer, page: Page): string {
  const place = paint(page, 'bold', address);
  const isPlan = created && commit === null;
  return blocks(
    isPlan
      ? planned(page, `Would make a registry in ${place}`)
      : created
        ? done(page, `Made a registry in ${place}`)
        : already(page, `There is a registry in ${place} already; nothing was written`),
    fields(page, [
      ['branch', branch],
      ['commit', commit === null ? undefined : shortOid(commit)],
      ['files', files.join(', ') || undefined],
    ]),
    isPlan
      ? undefined
      : nextCommands(page, [
          ['register <model> <path>', 'register a trained model'],
          ['doctor', 'what is still to be set up'],
        ]),
  );
}
