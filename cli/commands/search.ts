import { defineCommand, readingOptions } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { parseCount } from '../parse-count.ts';
import { presentSearch } from '../presenters/search.ts';

export const search = defineCommand({
  arguments: {
    query: {
      help: 'What the versions are like, in quotes. Without it, every version.',
      optional: true,
      complete: 'query',
    },
  },
  options: {
    ...readingOptions,
    orderBy: { value: 'fields', help: "Which come first: 'metrics.auc DESC, created'. Before ORDER BY in the query." },
    limit: {
      short: 'n',
      value: 'n',
      help: 'How many at once, at most 1000. Default: LIMIT in the query, else 50.',
    },
    pageToken: { value: 'token', help: 'The page that an answer named as its next.' },
  },
  examples: [
    {
      words: `search "stage = 'production' AND metrics.accuracy > 0.9"`,
      does: 'what is good enough and in production',
    },
    {
      words: `search "framework = 'scikit-learn' ORDER BY metrics.f1 DESC LIMIT 5"`,
      does: 'the five best by their F1, verified values first',
    },
    { words: `search "tags.team = 'fraud' AND stage IS NULL AND created > -30d"`, does: 'new ones that hold no stage' },
    { words: `search "text ~ 'card fraud*'"`, does: 'words in descriptions, tags and model cards' },
    { words: `search "status = 'yanked'" --at 2026-01-31 --json`, does: 'as it was then, for a program' },
  ],
  notes: [
    'A condition on what a version does not have is false, also with !=; IS NULL asks for it. Filters of MLflow are queries too. docs/search.md has every field and the grammar.',
  ],
  correct: (words) => {
    const first = words.findIndex((word) => word.startsWith('--'));
    const [query, rest] = first < 0 ? [words, []] : [words.slice(0, first), words.slice(first)];
    const text = query.join(' ');
    return query.length > 1 && !text.includes('"') ? ['search', `"${text}"`, ...rest].join(' ') : undefined;
  },
  async run({ query = '', at, orderBy, limit, pageToken }, context) {
    const { models } = await context.registry();
    const answer = await models.search(
      query,
      given({ at, orderBy, limit: limit === undefined ? undefined : parseCount(limit, '--limit'), pageToken }),
    );
    return answered(answer, presentSearch, { warnings: [...answer.warnings, ...faultWarnings(answer.faults)] });
  },
});
