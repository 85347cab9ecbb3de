import { defineCommand, readingOptions } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentModels } from '../presenters/models.ts';
import { presentVersions } from '../presenters/versions.ts';
import { stewardshipWarnings } from '../stewardship-warnings.ts';

export const list = defineCommand({
  arguments: {
    model: { help: 'Lists its versions, newest first; without it, the models.', optional: true, complete: 'model' },
  },
  options: readingOptions,
  examples: [
    { words: 'list', does: 'every model, and which version holds each stage' },
    { words: 'list iris', does: 'every version of one model with its metrics' },
    { words: 'list --at 2026-01-31 --json', does: 'who held which stage at the end of January, for a program' },
  ],
  async run({ model, at }, context) {
    const { models, catchUp } = await context.registry();
    if (model === undefined) {
      const answer = await models.list(given({ at }));
      return answered(answer, (listed, page) => presentModels(listed, page, given({ catchUp })), {
        warnings: [...faultWarnings(answer.faults), ...stewardshipWarnings(answer)],
      });
    }
    const answer = await models.versions(model, given({ at }));
    return answered(answer, presentVersions, { warnings: faultWarnings(answer.faults) });
  },
});
