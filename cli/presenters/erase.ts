import { count, formatBytes } from '../../core/domain/units.ts';
import type { EraseAnswer, ErasureScope, RemovalAnswer } from '../../core/erasure/erasure-answer.ts';
import { alignColumns, blocks, fields, indent, lines, nextCommands, type Page, paint } from '../page.ts';
import { already, done, planned } from './headline.ts';
import { planText } from './plan.ts';

const notReached =
  'Not reached: clones of this repository, Git LFS servers, images that were copied, backups. See docs/erasure.md.';

/** A version whose erasure was asked for. */
export function presentErase(answer: EraseAnswer, page: Page): string {
  const { proposal, plan, scope, status } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['proposal', proposal?.id],
      ['branch', proposal?.branch],
    ]),
    status === 'erased' ? undefined : scopeText(scope, page),
    planText(plan, page),
    proposal === undefined
      ? undefined
      : nextCommands(page, [
          [`proposal show ${proposal.id}`, 'what will be deleted, and who has to approve it'],
          [`proposal merge ${proposal.id}`, 'delete it, once it is approved; nothing brings it back'],
        ]),
  );
}

function headline({ model, version, status, created, plan, proposal }: EraseAnswer, page: Page): string {
  const name = paint(page, 'bold', `${model}@${version}`);
  if (status === 'erased') return already(page, `${name} is erased already; nothing was written`);
  if (plan !== undefined) return planned(page, `Would propose to erase ${name}`);
  return created
    ? done(page, `Proposed to erase ${name}; nothing is deleted yet`)
    : already(page, `Proposal ${proposal?.id} to erase ${name} is open already`);
}

/** What a reviewer has to know before the merge. */
export function scopeText({ files, images, freed, unreached }: ErasureScope, page: Page): string {
  const rows = files.map(({ path, size, stores, sharedWith }) => [path, formatBytes(size), fateOf(stores, sharedWith)]);
  return lines(
    paint(page, 'bold', `Its merge deletes ${formatBytes(freed)} for good`),
    indent(alignColumns(rows)),
    images.length === 0 ? undefined : indent(`${count(images.length, 'OCI image')} made of them`),
    ...unreached.map(({ store, why }) => paint(page, 'yellow', `  Nothing is deleted in ${store}: ${why}`)),
    paint(page, 'dim', notReached),
  );
}

function fateOf(stores: readonly string[], sharedWith: readonly string[]): string {
  if (sharedWith.length > 0) return `stays: ${sharedWith.join(', ')} has the same bytes`;
  return stores.length === 0 ? 'is in no store here' : `is deleted from ${stores.join(', ')}`;
}

/** What became of the bytes. */
export function removalText(answer: RemovalAnswer, page: Page): string {
  const { removed, freed } = answer;
  return lines(
    paint(page, 'bold', `${count(removed.length, 'object')} deleted, ${formatBytes(freed)}`),
    removalRows(answer, page),
    paint(page, 'dim', notReached),
  );
}

export function removalRows({ removed, kept, failed }: RemovalAnswer, page: Page): string {
  const rows = [
    ...removed.map(({ store, what, size }) => [paint(page, 'red', '-'), what, formatBytes(size), store]),
    ...kept.map(({ store, what, size, why }) => [
      paint(page, 'yellow', '='),
      what,
      formatBytes(size),
      `${store}: stays for ${why}`,
    ]),
  ];
  return lines(
    rows.length === 0 ? undefined : indent(alignColumns(rows)),
    ...failed.map(({ store, why }) => paint(page, 'red', `  Not deleted in ${store}: ${why}`)),
  );
}
