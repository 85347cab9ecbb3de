import { MergelineError } from '../../core/errors.ts';
import { defineCommand, writingOptions } from '../command.ts';
import { policySaysNo } from '../exit-codes.ts';
import { given } from '../given.ts';
import { parsePairs } from '../key-values.ts';
import { answered } from '../outcome.ts';
import { isRefusedPromotion, presentPromotion } from '../presenters/promotion.ts';

export const promote = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.2.0, or who holds another stage: iris@staging.', complete: 'ref' },
  },
  options: {
    to: { value: 'stage', help: 'The stage that it shall hold.', required: true, complete: 'stage' },
    draft: { help: 'Open the proposal even when a gate fails, to work on it.' },
    waive: {
      value: 'gate=reason',
      help: 'Ask that a gate be waived; counts once somebody whom the policy names has approved it.',
      many: true,
    },
    until: { value: 'date', help: 'When the waivers end: 2026-12-01, 7d, tomorrow; needed with --waive.' },
    ...writingOptions,
  },
  notes: [
    'Every gate of the stage is judged first. If one fails, nothing is opened and the exit code is 3. A stage without review takes the version at once.',
  ],
  examples: [
    { words: 'promote iris@1.2.0 --to staging --reason "better on setosa"', does: 'open the proposal' },
    { words: 'promote iris@staging --to production --dry-run', does: 'see the verdicts and the plan, write nothing' },
    {
      words: 'promote iris@1.2.0 --to production --waive soak="hotfix, see INC-7" --until 2026-12-01',
      does: 'ask for an exception with an end',
    },
  ],
  correct: ([ref = '', ...words]) => {
    const [stage = '-'] = words.filter((word) => word !== '--stage');
    const isUnclear = ref.startsWith('-') || stage.startsWith('-');
    return isUnclear ? undefined : `promote ${ref} --to ${stage}`;
  },
  async run({ ref, to, draft, waive, until, ...options }, context) {
    const waivers = Object.entries(parsePairs(waive, '--waive')).map(([gate, reason]) => ({ gate, reason }));
    if (waivers.length > 0 !== (until !== undefined)) throw needsBoth();
    const { stages } = await context.registry();
    const answer = await stages.promote({
      ref,
      to,
      draft,
      ...given(options),
      ...(until !== undefined && { waive: waivers.map((waiver) => ({ ...waiver, until })) }),
    });
    return answered(answer, (promoted, page) => presentPromotion(promoted, page, { draft }), {
      warnings: answer.warnings,
      exitCode: isRefusedPromotion(answer, { draft }) ? policySaysNo : 0,
    });
  },
});

function needsBoth(): MergelineError {
  return new MergelineError('USAGE', '--waive and --until belong together: every waiver ends.', {
    hint: 'Write --waive <gate>=<reason> --until <date>.',
  });
}
