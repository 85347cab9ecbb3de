import type { StageEvidence } from '../core/audit/stage-evidence.ts';
import { formatInstant, shortOid } from '../core/domain/units.ts';
import { decisionSections } from './evidence/decision-sections.ts';
import { findingsSection } from './evidence/findings-section.ts';
import { measuredSection } from './evidence/measured-section.ts';
import { proofSections } from './evidence/proof-sections.ts';
import { textSections } from './evidence/text-sections.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './render-page.ts';

/** Why a version held a stage at a moment: one file to hand to an auditor. */
export function evidencePage(evidence: StageEvidence): string {
  const { model, stage, pointer, asOf, registryCommit, recordsCommit } = evidence;
  const records = recordsCommit === null ? 'no records' : html`records commit <code>${recordsCommit}</code>`;
  return renderPage({
    title: `${model}@${stage} on ${formatInstant(asOf.at)}`,
    lead:
      pointer.version === null
        ? html`Nobody held <strong>${stage}</strong>: it had been emptied.`
        : html`<strong>${model}@${pointer.version}</strong> held <strong>${stage}</strong>.`,
    main: html`${summary(evidence)}${findingsSection(evidence)}${decisionSections(evidence)}${measuredSection(evidence)}${proofSections(evidence)}${textSections(evidence)}`,
    footer: html`<p>Made with <code>mergeline audit ${model}@${stage} --at ${shortOid(asOf.commit)} --html</code> from registry commit <code>${registryCommit}</code> and ${records}. Whoever has these two commits can make it again.</p>`,
  });
}

function summary({ pointer, since, until, judged, proposal, registeredBy, asOf }: StageEvidence): Html {
  const { generation, change, replaces, requestedBy, reason, hold, waivers, breakGlass } = pointer;
  const rows: readonly (readonly [string, Html | string | undefined])[] = [
    [
      'Held since',
      html`${formatInstant(since.at)}, by commit <code>${shortOid(since.commit)}</code> of ${since.author}`,
    ],
    ['Until', until === null ? 'it holds the stage still' : formatInstant(until)],
    ['As of', html`commit <code>${asOf.commit}</code>`],
    ['Came by', `${change}, generation ${generation}${replaces === null ? '' : `, replacing ${replaces}`}`],
    ['Asked for by', requestedBy],
    ['Why', reason === '' ? 'no reason was given' : reason],
    ['Registered by', registeredBy ?? undefined],
    ['Proposal', proposal === null ? undefined : `${proposal.id}, merged by ${proposal.mergedBy}`],
    [
      'Let in',
      judged
        ? html`<span class="good">by a judgement that is on record</span>`
        : html`<strong class="bad">nothing shows that it was judged</strong>`,
    ],
    [
      'Hold',
      hold &&
        `by ${hold.by}, ${hold.until === undefined ? 'until somebody lifts it' : `until ${formatInstant(hold.until)}`}: ${hold.reason}`,
    ],
    [
      'Waived',
      waivers.length === 0
        ? undefined
        : waivers
            .map(({ gate, by, until: end, reason: why }) => `${gate} by ${by} until ${formatInstant(end)}: ${why}`)
            .join('; '),
    ],
    ['Glass broken', breakGlass && `by ${breakGlass.by}: ${breakGlass.reason}`],
  ];
  return html`
<dl>${rows.map(([name, value]) =>
    value === undefined
      ? undefined
      : html`
<dt>${name}</dt><dd>${value}</dd>`,
  )}
</dl>`;
}
