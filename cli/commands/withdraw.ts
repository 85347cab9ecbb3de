import { defineCommand, writingOptions } from '../command.ts';
import { policySaysNo } from '../exit-codes.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { isRefusedPromotion, presentPromotion } from '../presenters/promotion.ts';
import { stageOfModel } from '../stage-of-model.ts';

export const withdraw = defineCommand({
  arguments: {
    model: { help: 'The stage of a model, iris@production; or the model, with --stage.', complete: 'model-stage' },
  },
  options: {
    stage: { value: 'stage', help: 'The stage to empty, where the model is named alone.', complete: 'stage' },
    ...writingOptions,
  },
  examples: [{ words: 'withdraw iris@staging --reason "retired"', does: 'no version holds the stage any more' }],
  async run({ model, stage, ...options }, context) {
    const { stages } = await context.registry();
    const answer = await stages.withdraw({ ...stageOfModel('withdraw', model, stage), ...given(options) });
    return answered(answer, presentPromotion, {
      warnings: answer.warnings,
      exitCode: isRefusedPromotion(answer) ? policySaysNo : 0,
    });
  },
});
