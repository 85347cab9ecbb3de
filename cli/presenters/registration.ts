import type { RegisterAnswer, RegisterEvaluation } from '../../core/answers.ts';
import { count, shortDigest } from '../../core/domain/units.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned, waiting } from './headline.ts';
import { metricTable } from './metrics.ts';
import { planText } from './plan.ts';
import { presentPromotion } from './promotion.ts';
import { transfersText } from './transfers.ts';
import { artifactTable, conversionText } from './version.ts';
import { webAddress } from './web-address.ts';

export function presentRegistration(answer: RegisterAnswer, page: Page): string {
  const { manifestDigest, commit, proposal, conversion, artifacts, plan, promotion, evaluation, transfers } = answer;
  const table = artifactTable(artifacts, page);
  return blocks(
    headline(answer, page),
    fields(page, [
      ['manifest', manifestDigest],
      ['commit', commitText(commit, page)],
      ['proposal', proposal?.id],
      ['url', proposal && webAddress(proposal)],
      ['served', conversionText(conversion)],
      ['registry', transfers && transfersText(transfers)],
      ['measured', evaluation && measurementText(evaluation)],
      ['evidence', evaluation && evidenceText(answer)],
    ]),
    evaluation && indent(metricTable(evaluation.metrics, page, evaluation.intervals)),
    table && indent(table),
    planText(plan, page),
    promotion && presentPromotion(promotion, page),
    promotion === undefined ? nextSteps(answer, page) : undefined,
  );
}

function headline({ model, version, created, plan, proposal }: RegisterAnswer, page: Page): string {
  const name = paint(page, 'bold', `${model}@${version}`);
  if (plan !== undefined) return planned(page, `Would register ${name}`);
  if (!created) return already(page, `${name} has this content already; nothing was written`);
  if (proposal !== undefined) return waiting(page, `Proposed ${name}`);
  return done(page, `Registered ${name}`);
}

function measurementText({ task, dataset }: RegisterEvaluation): string {
  return `${task} on ${count(dataset.rows, 'row')}, ${shortDigest(dataset.digest)}`;
}

/** The gates look at evidence alone, so a person hears whether there is some. */
function evidenceText({ evaluation, plan, proposal }: RegisterAnswer): string {
  if (!evaluation?.pinnedAs) return 'none: registry.yaml pins no data set with these bytes';
  const { pinnedAs, evidence } = evaluation;
  if (plan !== undefined) return `would be recorded on ${pinnedAs}`;
  if (evidence === undefined) return `not recorded on ${pinnedAs}${proposal ? ' yet' : ''}`;
  if (evidence.proposal !== undefined) return `proposed on ${pinnedAs}: proposal ${evidence.proposal.id}`;
  return evidence.created ? `recorded on ${pinnedAs}` : `recorded on ${pinnedAs} before`;
}

function nextSteps({ model, version, proposal, servable, plan }: RegisterAnswer, page: Page): string {
  if (plan !== undefined) return '';
  if (proposal !== undefined) return nextCommands(page, [[`proposal show ${proposal.id}`, 'what reviewers read']]);
  const name = `${model}@${version}`;
  return nextCommands(page, [
    [`show ${name}`, 'everything about it'],
    ...(servable ? [[`predict ${name} --input rows.json`, 'try it'] as const] : []),
    [`promote ${name} --to <stage>`, 'move it to a stage'],
  ]);
}
