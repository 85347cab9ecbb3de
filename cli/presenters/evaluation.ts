import type { EvaluateAnswer } from '../../core/answers.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { count, shortDigest, shortOid } from '../units.ts';
import { already, done, planned, waiting } from './headline.ts';
import { classTable, metricColumns } from './metrics.ts';
import { planText } from './plan.ts';
import { webAddress } from './web-address.ts';

export function presentEvaluation(answer: EvaluateAnswer, page: Page): string {
  const { metrics, perClass = [], dataset, commit, proposal, plan, model, version } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['data set', `${dataset.name}, ${count(dataset.rows, 'row')}, ${shortDigest(dataset.digest)}`],
      ['commit', commit === null ? undefined : shortOid(commit)],
      ['proposal', proposal?.id],
      ['url', proposal && webAddress(proposal)],
    ]),
    indent(metricColumns(metrics, page)),
    perClass.length === 0 ? undefined : indent(classTable(perClass, page)),
    planText(plan, page),
    plan === undefined
      ? nextCommands(page, [
          [`show ${model}@${version}`, 'beside what was reported'],
          [`promote ${model}@${version} --to <stage>`, 'the gates look at these numbers'],
        ])
      : undefined,
  );
}

function headline({ model, version, task, created, plan, proposal }: EvaluateAnswer, page: Page): string {
  const name = `${paint(page, 'bold', `${model}@${version}`)}, ${task}`;
  if (plan !== undefined) return planned(page, `Measured ${name}`);
  if (!created) return already(page, `${name}: this evaluation was recorded before`);
  return proposal === undefined ? done(page, `Evaluated ${name}`) : waiting(page, `Proposed the evaluation of ${name}`);
}
