import { MergelineError } from '../../core/errors.ts';
import { defineCommand, writingOptions } from '../command.ts';
import { openDataFile } from '../data-file.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentEvaluation } from '../presenters/evaluation.ts';

export const evaluate = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.2.0, iris@staging.', complete: 'ref' },
  },
  options: {
    dataset: { value: 'name', help: 'The data set as registry.yaml names it; not needed when there is only one.' },
    data: {
      value: 'file.csv',
      help: 'Its bytes, where they are not at the path that registry.yaml gives.',
      complete: 'file',
    },
    ...writingOptions,
  },
  absentOptions: ['target'],
  notes: ['The metrics are recorded as verified: the gates of a stage look at these, not at what the author reported.'],
  examples: [
    { words: 'evaluate iris@1.2.0', does: 'measure it on the only data set of the registry' },
    { words: 'evaluate iris@staging --dataset holdout --data holdout.csv', does: 'with the bytes from elsewhere' },
    { words: 'evaluate iris@1.2.0 --dry-run', does: 'measure and show, record nothing' },
  ],
  async run({ ref, dataset, data, ...options }, context) {
    if (!ref.includes('@')) throw needsVersion(ref);
    const source = data === undefined ? undefined : await openDataFile(data, context.cwd);
    const { evidence } = await context.registry();
    context.progress.step('predicting every row of the data set');
    const answer = await evidence.evaluate({ ref, ...given({ dataset, data: source, ...options }) });
    return answered(answer, presentEvaluation);
  },
});

function needsVersion(text: string): MergelineError {
  return new MergelineError('USAGE', `${JSON.stringify(text)} is not a registered version, such as iris@1.2.0.`, {
    hint: 'This version of mergeline evaluates what is registered: mergeline register <model> <path> comes first.',
  });
}
