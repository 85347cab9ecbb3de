import { defineCommand, writingOptions } from '../command.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered } from '../outcome.ts';
import { presentHold } from '../presenters/hold.ts';

export const unhold = defineCommand({
  arguments: {
    target: { help: 'The stage of a model: iris@production.', complete: 'model-stage' },
  },
  options: writingOptions,
  examples: [{ words: 'unhold iris@production --reason "freeze is over"', does: 'promotions may go on' }],
  async run({ target, ...options }, context) {
    const { stages } = await context.registry();
    return answered(await stages.unhold({ ...parseModelStage(target), ...given(options) }), presentHold);
  },
});
