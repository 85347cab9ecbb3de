import type { StageEvidence } from '../../core/audit/stage-evidence.ts';
import { count, formatInstant, shortOid } from '../../core/domain/units.ts';
import { blocks, fields, type Page } from '../page.ts';
import { done, refused } from './headline.ts';

/** Who held the stage, and where the page lies that bears it out. */
export function presentEvidence(evidence: StageEvidence & { readonly page: string }, view: Page): string {
  const { model, stage, pointer, since, asOf, approvals, judged, findings, page } = evidence;
  const held = `${model}@${stage} was ${pointer.version ?? 'empty'} on ${formatInstant(asOf.at)}`;
  const faults = findings.filter(({ severity }) => severity !== 'notice').length;
  return blocks(
    faults === 0 && judged ? done(view, held) : refused(view, `${held}, with ${count(faults, 'finding')}`),
    fields(view, [
      ['since', `${formatInstant(since.at)}, commit ${shortOid(since.commit)}`],
      ['asked for by', pointer.requestedBy],
      ['approved by', approvals.map(({ actor }) => actor).join(', ') || 'nobody'],
      ['page', page],
    ]),
  );
}
