import { defineCommand, writingOptions } from '../command.ts';
import { correctStage } from '../correct-stage.ts';
import { policySaysNo } from '../exit-codes.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { isRefusedPromotion, presentPromotion } from '../presenters/promotion.ts';

export const withdraw = defineCommand({
  arguments: {
    model: { help: 'The model.', complete: 'model' },
  },
  options: {
    stage: { value: 'stage', help: 'The stage to empty.', required: true, complete: 'stage' },
    ...writingOptions,
  },
  examples: [
    { words: 'withdraw iris --stage staging --reason "retired"', does: 'no version holds the stage any more' },
  ],
  correct: (words) => {
    const meant = correctStage(words);
    return meant && `withdraw ${meant}`;
  },
  async run({ model, stage, ...options }, context) {
    const { stages } = await context.registry();
    const answer = await stages.withdraw({ model, stage, ...given(options) });
    return answered(answer, presentPromotion, {
      warnings: answer.warnings,
      exitCode: isRefusedPromotion(answer) ? policySaysNo : 0,
    });
  },
});
