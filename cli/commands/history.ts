import { defineCommand, readingOptions } from '../command.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered } from '../outcome.ts';
import { presentHistory } from '../presenters/history.ts';

export const history = defineCommand({
  arguments: {
    subject: {
      help: 'A model, or a stage of it: iris, iris@production. Without it, the whole registry.',
      optional: true,
      complete: 'model-stage',
    },
  },
  options: readingOptions,
  examples: [
    { words: 'history iris@production', does: 'which version held production when, who approved it and why' },
    { words: 'history iris', does: 'everything that happened to a model' },
    { words: 'history --json', does: 'every event of the registry, for a program' },
  ],
  async run({ subject, at }, context) {
    const { models } = await context.registry();
    const about = subject?.includes('@') ? parseModelStage(subject) : given({ model: subject });
    return answered(await models.history(about, given({ at })), presentHistory);
  },
});
