import type { EvaluateAnswer, MeasureAnswer } from '../../core/answers.ts';
import { count, shortDigest } from '../../core/domain/units.ts';
import { blocks, fields, indent, nextCommands, type Page, paint, quoteWord } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned, waiting } from './headline.ts';
import { classTable, confusionTable, metricTable, sliceTable } from './metrics.ts';
import { planText } from './plan.ts';
import { webAddress } from './web-address.ts';

/** A wider matrix is for programs: `--json`. */
const shownClasses = 12;

/** A version that was measured on a pinned data set. */
export function presentEvaluation(answer: EvaluateAnswer, page: Page): string {
  const { commit, proposal, plan, model, version } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['data set', datasetText(answer)],
      ['commit', commitText(commit, page)],
      ['proposal', proposal?.id],
      ['url', proposal && webAddress(proposal)],
    ]),
    ...numbers(answer, page),
    planText(plan, page),
    plan === undefined && !page.quiet ? gatesText(answer) : undefined,
    plan === undefined
      ? nextCommands(page, [
          [`show ${model}@${version}`, 'beside what was reported'],
          [`promote ${model}@${version} --to <stage>`, 'move it to a stage'],
        ])
      : undefined,
  );
}

function gatesText({ gates, dataset }: EvaluateAnswer): string {
  if (gates.length > 0)
    return `These gates look at the numbers: ${gates.map(({ stage, gate }) => `${gate} of ${stage}`).join(', ')}.`;
  return `No gate looks at these numbers. So that no stage gets worse, add a gate to it in registry.yaml: gate: no-regression, dataset: ${dataset.name}, metrics: [<metric>].`;
}

function headline({ model, version, task, created, plan, proposal }: EvaluateAnswer, page: Page): string {
  const name = `${paint(page, 'bold', `${model}@${version}`)}, ${task}`;
  if (plan !== undefined) return planned(page, `Measured ${name}`);
  if (!created) return already(page, `${name}: this evaluation was recorded before`);
  return proposal === undefined ? done(page, `Evaluated ${name}`) : waiting(page, `Proposed the evaluation of ${name}`);
}

/** As they were named on the command line. */
interface MeasuredFiles {
  readonly file: string;
  readonly data: string;
  readonly target: string;
}

/** A model file that was measured without a registry. */
export function presentMeasurement({ file, data, target }: MeasuredFiles, answer: MeasureAnswer, page: Page): string {
  return blocks(
    done(page, `Measured ${paint(page, 'bold', file)}, ${answer.task}`),
    fields(page, [['data set', datasetText(answer)]]),
    ...numbers(answer, page),
    nextCommands(page, [
      [
        `register <model> ${quoteWord(file)} --eval ${quoteWord(data)} --target ${quoteWord(target)}`,
        'with these metrics',
      ],
    ]),
  );
}

function datasetText({ dataset: { name, rows, digest } }: MeasureAnswer): string {
  return `${name}, ${count(rows, 'row')}, ${shortDigest(digest)}`;
}

function numbers(
  { metrics, intervals, perClass = [], confusion, slices = [] }: MeasureAnswer,
  page: Page,
): readonly (string | undefined)[] {
  return [
    indent(metricTable(metrics, page, intervals)),
    perClass.length === 0 ? undefined : indent(classTable(perClass, page)),
    confusion === undefined || confusion.labels.length > shownClasses
      ? undefined
      : indent(confusionTable(confusion, page)),
    slices.length === 0 ? undefined : indent(sliceTable(slices, page)),
  ];
}
