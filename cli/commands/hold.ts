import { defineCommand, reasonedOptions } from '../command.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered } from '../outcome.ts';
import { presentHold } from '../presenters/hold.ts';

export const hold = defineCommand({
  arguments: {
    target: { help: 'The stage of a model: iris@production.', complete: 'model-stage' },
  },
  options: {
    until: {
      value: 'date',
      help: 'When the hold ends by itself: 2026-12-27 (the end of that day, UTC), 7d, 2w, tomorrow.',
    },
    ...reasonedOptions,
  },
  examples: [
    { words: 'hold iris@production --until 2026-12-27 --reason "holiday freeze"', does: 'no promotion until then' },
    { words: 'hold iris@production --until 2d --reason "INC-7"', does: 'for two days from now' },
  ],
  async run({ target, ...options }, context) {
    const { stages } = await context.registry();
    return answered(await stages.hold({ ...parseModelStage(target), ...given(options) }), presentHold);
  },
});
