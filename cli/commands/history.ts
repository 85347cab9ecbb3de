import { defineCommand, readingOptions } from '../command.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered } from '../outcome.ts';
import { quoteWord } from '../page.ts';
import { parseCount } from '../parse-count.ts';
import { presentHistory } from '../presenters/history.ts';

export const history = defineCommand({
  arguments: {
    subject: {
      help: 'A model, or a stage of it: iris, iris@production. Without it, the whole registry.',
      optional: true,
      complete: 'model-stage',
    },
  },
  options: {
    limit: {
      short: 'n',
      value: 'n',
      help: 'Ends with the commit that brings the n-th event; everything when absent.',
    },
    since: { value: 'date', help: 'Only from then on: 2026-03-01 (the beginning of that day, UTC), -30d.' },
    until: { value: 'date', help: 'Only until then: 2026-03-31 (the end of that day, UTC), yesterday.' },
    ...readingOptions,
  },
  examples: [
    { words: 'history iris@production', does: 'which version held production when, who approved it and why' },
    { words: 'history iris', does: 'everything that happened to a model' },
    { words: 'history iris --since 2026-03-01 --until 2026-03-31', does: 'in March' },
    { words: 'history -n 20', does: 'the newest of the whole registry' },
    { words: 'history --json', does: 'every event of the registry, for a program' },
  ],
  async run({ subject, limit, ...options }, context) {
    const { models } = await context.registry();
    const about = subject?.includes('@') ? parseModelStage(subject) : given({ model: subject });
    const count = limit === undefined ? undefined : parseCount(limit, '--limit');
    const answer = await models.history(about, given({ ...options, limit: count }));
    const { since, until } = options;
    const words = wordsOf({ subject, '-n': limit, '--since': since, '--until': until });
    return answered(answer, (told, page) => presentHistory(told, page, { words }));
  },
});

/** The command that was typed, as far as it asks the same of another moment. */
function wordsOf({ subject, ...options }: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(options).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, quoteWord(value)],
  );
  return ['history', ...(subject === undefined ? [] : [subject]), ...given].join(' ');
}
