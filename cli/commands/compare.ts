import { defineCommand, readingOptions } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentComparison } from '../presenters/comparison.ts';
import { writePage } from '../write-page.ts';

export const compare = defineCommand({
  arguments: {
    ref: {
      help: 'Two versions or more, of one model or of several; a model alone is its latest version. The first is what the others are measured against.',
      many: true,
      complete: 'ref',
    },
  },
  options: {
    ...readingOptions,
    all: { help: 'Also what is the same in all of them.' },
    html: { value: 'file', help: 'Also write a page with charts, to read in a browser and to send.', complete: 'file' },
  },
  examples: [
    { words: 'compare iris@1.0.0 iris@1.1.0', does: 'what changed from the first to the second' },
    { words: 'compare iris@production iris@latest', does: 'whether the newest is better than what runs' },
    { words: 'compare iris@production iris iris-trees', does: 'across models; a name alone is its latest version' },
    { words: 'compare iris@1.0.0 iris@1.1.0 --html comparison.html', does: 'a page with charts of every metric' },
    { words: 'compare iris@1.0.0 iris@1.1.0 --all --json', does: 'every field, for a program' },
  ],
  notes: [
    'Verified metrics are subtracted where they were measured on the same bytes; reported ones never are. docs/comparing.md explains the answer and shows the page.',
  ],
  async run({ ref: refs, at, all, html }, context) {
    const { models } = await context.registry();
    const answer = await models.compare(refs, { ...given({ at }), trends: html !== undefined });
    const page = html === undefined ? undefined : await writeComparison(answer, html, context.cwd);
    return answered({ ...answer, ...given({ page }) }, (it, view) => presentComparison(it, { all }, view), {
      warnings: faultWarnings(answer.faults),
    });
  },
});

async function writeComparison(
  answer: Parameters<typeof presentComparison>[0],
  path: string,
  cwd: string,
): Promise<string> {
  const { comparisonPage } = await import('../../pages/comparison-page.ts');
  return await writePage(comparisonPage(answer), path, cwd);
}
