import type { PublishAnswer, Published, PublishState } from '../../core/answers.ts';
import { shortDigest } from '../../core/domain/units.ts';
import { blocks, nextCommands, type Page, type Paint, paint, table } from '../page.ts';
import { already, done, planned, refused } from './headline.ts';
import { imageText } from './image.ts';
import { transfersText } from './transfers.ts';

const words: Readonly<Record<PublishState, readonly [word: string, style: Paint]>> = {
  published: ['published', 'green'],
  already: ['out already', 'dim'],
  'nothing-to-publish': ['nothing to publish', 'dim'],
  due: ['would be published', 'cyan'],
  unjudged: ['unjudged', 'red'],
  refused: ['refused', 'red'],
  failed: ['failed', 'red'],
};

/** What a publish did, a line for each stage. */
export function presentPublication({ published, transfers }: PublishAnswer, page: Page): string {
  const rows = published.map(({ model, stage, version, digest, state, reason }) => {
    const [word, style] = words[state];
    return [
      paint(page, 'bold', `${model}@${stage}`),
      version ?? '-',
      paint(page, style, word),
      digest === null ? '-' : shortDigest(digest),
      reason,
    ];
  });
  return blocks(
    headline(published, page),
    rows.length === 0 ? undefined : table(page, ['STAGE', 'VERSION', 'STATE', 'IMAGE', ''], rows),
    transfers && `Registry: ${transfersText(transfers)}.`,
    nextSteps(published, page),
  );
}

function headline(published: readonly Published[], page: Page): string {
  const amount = (...states: readonly PublishState[]) => published.filter(({ state }) => states.includes(state)).length;
  const stopped = amount('unjudged', 'refused', 'failed');
  if (stopped > 0) return refused(page, `${stopped} of ${published.length} could not be published`);
  const due = amount('due');
  if (due > 0) return planned(page, `Would publish ${due}; nothing was written`);
  const shipped = amount('published');
  return shipped > 0 ? done(page, `Published ${shipped}`) : already(page, 'Everything is published already');
}

function nextSteps(published: readonly Published[], page: Page): string {
  const stopped = published.find(({ state }) => state === 'unjudged' || state === 'refused');
  const shipped = published.find(({ state }) => state === 'published');
  const shown = stopped ?? shipped;
  if (shown === undefined) return '';
  return nextCommands(page, [[`history ${shown.model}@${shown.stage}`, 'how the stage came to this']]);
}

export function publishedImage({ image, digest }: Published, page: Page): string | undefined {
  return image === null || digest === null ? undefined : imageText({ reference: image, digest }, page);
}

/** `published: production runs 1.1.0` */
export function publishedText({ state, reason }: Published): string {
  const [word] = words[state];
  return reason === '' ? word : `${word}: ${reason}`;
}
