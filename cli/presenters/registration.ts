import type { RegisterAnswer } from '../../core/answers.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { shortOid } from '../units.ts';
import { already, done, planned, waiting } from './headline.ts';
import { planText } from './plan.ts';
import { presentPromotion } from './promotion.ts';
import { artifactTable, conversionText } from './version.ts';
import { webAddress } from './web-address.ts';

export function presentRegistration(answer: RegisterAnswer, page: Page): string {
  const { manifestDigest, commit, proposal, conversion, artifacts, plan, promotion } = answer;
  const table = artifactTable(artifacts, page);
  return blocks(
    headline(answer, page),
    fields(page, [
      ['manifest', manifestDigest],
      ['commit', commit === null ? undefined : shortOid(commit)],
      ['proposal', proposal?.id],
      ['url', proposal && webAddress(proposal)],
      ['served', conversionText(conversion)],
    ]),
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
