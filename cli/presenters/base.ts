import type { BaseAnswer } from '../../core/bases/base-answer.ts';
import { formatBytes } from '../../core/domain/units.ts';
import { allowsMerge } from '../../core/domain/verdict.ts';
import { blocks, fields, indent, nextCommands, type Page, paint, table } from '../page.ts';
import { already, planned, waiting } from './headline.ts';
import { approveCommand } from './next-review.ts';
import { planText } from './plan.ts';
import { openVerdicts } from './verdicts.ts';
import { webAddress } from './web-address.ts';

/** A base that was made, and the proposal to pin it. */
export function presentBase(answer: BaseAnswer, page: Page): string {
  const { base, layers, stored, proposal, plan, verdicts } = answer;
  const gates = openVerdicts(verdicts, page);
  return blocks(
    headline(answer, page),
    fields(page, [
      ['digest', base.digest],
      ['platforms', base.platforms.join(', ')],
      ['lies at', stored.join(', ') || undefined],
      ['url', proposal && webAddress(proposal)],
    ]),
    layers.length === 0 ? undefined : table(page, ['LAYER', 'SIZE'], layersOf(answer)),
    gates && indent(gates),
    planText(plan, page),
    plan === undefined ? nextSteps(answer, page) : undefined,
  );
}

function headline({ base, created, plan, proposal }: BaseAnswer, page: Page): string {
  const name = paint(page, 'bold', base.name);
  if (plan !== undefined) return planned(page, `Would propose to pin ${name}; nothing was stored`);
  if (proposal === undefined) return already(page, `${name} is pinned already`);
  return created
    ? waiting(page, `Made ${name} and proposed to pin it: proposal ${proposal.id}`)
    : already(page, `Proposal ${proposal.id} to pin ${name} is open already`);
}

function layersOf({ layers }: BaseAnswer): readonly (readonly string[])[] {
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  return [...layers.map(({ holds, size }) => [holds, formatBytes(size)]), ['all', formatBytes(total)]];
}

function nextSteps({ proposal, verdicts }: BaseAnswer, page: Page): string {
  if (proposal === undefined) return nextCommands(page, [['promote <model>@<version> --to <stage>', 'an image on it']]);
  const show = [`proposal show ${proposal.id}`, 'what reviewers read'] as const;
  const merge = [`proposal merge ${proposal.id}`, 'pin it; stages change only by promotions'] as const;
  return nextCommands(page, allowsMerge(verdicts) ? [show, merge] : [show, approveCommand(proposal.id, page), merge]);
}
