import { defineCommand, writingOptions } from '../command.ts';
import { policySaysNo } from '../exit-codes.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { isRefusedPromotion, presentPromotion } from '../presenters/promotion.ts';
import { stageOfModel } from '../stage-of-model.ts';

export const rollback = defineCommand({
  arguments: {
    model: { help: 'The stage of a model, iris@production; or the model, with --stage.', complete: 'model-stage' },
  },
  options: {
    stage: { value: 'stage', help: 'The stage to give back, where the model is named alone.', complete: 'stage' },
    to: {
      value: 'version',
      help: 'A version that held the stage before; the previous one when absent.',
      complete: 'version',
    },
    breakGlass: { help: 'Merge before approval, where the policy names you; needs --reason and freezes the stage.' },
    ...writingOptions,
  },
  notes: [
    'The image is the one that history records for that version, byte for byte, even if the serving base has moved on.',
  ],
  examples: [
    { words: 'rollback iris@production --reason "drop in recall"', does: 'back to the version before' },
    { words: 'rollback iris --stage production --to 1.1.0 --dry-run', does: 'what a certain rollback would do' },
    {
      words: 'rollback iris --stage production --break-glass --reason "outage INC-7"',
      does: 'now, approval afterwards',
    },
  ],
  async run(input, context) {
    const { stages } = await context.registry();
    const { model, stage, ...options } = input;
    const answer = await stages.rollback({ ...stageOfModel('rollback', model, stage), ...given(options) });
    return answered(answer, presentPromotion, {
      warnings: answer.warnings,
      exitCode: isRefusedPromotion(answer) ? policySaysNo : 0,
    });
  },
});
