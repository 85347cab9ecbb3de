import type { StageEvidence } from '../../core/audit/stage-evidence.ts';
import { formatInstant, shortOid } from '../../core/domain/units.ts';
import type { VerdictKind } from '../../core/domain/verdict.ts';
import { dataTable } from '../data-table.ts';
import { type Html, html } from '../html.ts';

/** Who said yes, and what each gate said. */
export function decisionSections(evidence: StageEvidence): Html {
  return html`${approvalSection(evidence)}${gateSection(evidence)}`;
}

function approvalSection({ approvals }: StageEvidence): Html {
  const table = () =>
    dataTable({
      caption: 'Approvals that counted, each of exactly the head that was merged',
      columns: ['Who', 'When', 'Identity', 'Head', 'Comment'].map((title) => ({ title })),
      rows: approvals.map(({ actor, at, identity, head, comment }) => [
        actor,
        formatInstant(at),
        identity === 'verified' ? 'verified by the forge' : 'asserted: nothing proves the name',
        html`<code>${shortOid(head)}</code>`,
        comment,
      ]),
    });
  return html`
<section>
<h2>Who approved it</h2>
${approvals.length === 0 ? html`<p>No approval is on record.</p>` : table()}
</section>`;
}

const classes: Readonly<Record<VerdictKind, string>> = {
  pass: 'good',
  fail: 'bad',
  pending: 'bad',
  waived: 'bad',
  skipped: 'soft',
};

function gateSection({ verdicts }: StageEvidence): Html {
  const table = () =>
    dataTable({
      caption: 'Verdicts as they were recorded when it was let in',
      columns: ['Gate', 'Verdict', 'Reason'].map((title) => ({ title })),
      rows: verdicts.map(({ gate, verdict, reason }) => [
        gate,
        html`<span class="${classes[verdict]}">${verdict}</span>`,
        reason,
      ]),
    });
  return html`
<section>
<h2>What the gates said</h2>
${verdicts.length === 0 ? html`<p>No verdict is on record.</p>` : table()}
</section>`;
}
