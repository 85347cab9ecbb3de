import type { Published } from '../../core/answers.ts';
import { defineCommand, writingOptions } from '../command.ts';
import { policySaysNo } from '../exit-codes.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered } from '../outcome.ts';
import { presentPublication } from '../presenters/publication.ts';

export const publish = defineCommand({
  arguments: {
    targets: {
      help: 'Stages of models: iris@production; all when absent.',
      many: true,
      optional: true,
      complete: 'model-stage',
    },
  },
  options: writingOptions,
  notes: [
    'Looks at what each stage says and ships what is not out yet, however the change came. A second run finds nothing to do.',
    'Exit code 3 when a stage was changed past its policy, 1 when an image could not be shipped.',
  ],
  examples: [
    { words: 'publish', does: 'ship whatever is not out yet' },
    { words: 'publish iris@production', does: 'only this stage' },
    { words: 'publish --dry-run', does: 'what is not out yet, judged but not shipped' },
  ],
  async run({ targets, ...options }, context) {
    for (const target of targets) parseModelStage(target);
    const { stages } = await context.registry();
    const answer = await stages.publish(targets, given(options));
    return answered(answer, presentPublication, { exitCode: exitCodeOf(answer.published) });
  },
});

/** docs/cli.md, "Exit codes": the policy says no, it broke, done. */
function exitCodeOf(published: readonly Published[]): number {
  const states = new Set(published.map(({ state }) => state));
  if (states.has('failed')) return 1;
  return states.has('unjudged') || states.has('refused') ? policySaysNo : 0;
}
