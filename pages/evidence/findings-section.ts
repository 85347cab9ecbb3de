import type { Finding, Severity } from '../../core/audit/finding.ts';
import type { StageEvidence } from '../../core/audit/stage-evidence.ts';
import { formatInstant, shortOid } from '../../core/domain/units.ts';
import { type Html, html } from '../html.ts';

/** What does not bear itself out comes first: whoever reads on must know it. */
export function findingsSection({ findings }: StageEvidence): Html {
  return html`
<section>
<h2>What an audit finds</h2>
${
  findings.length === 0
    ? html`<p class="good">History and records bear each other out.</p>`
    : html`<ul class="plain">${findings.map(findingItem)}
</ul>`
}
</section>`;
}

const words: Readonly<Record<Severity, Html>> = {
  integrity: html`<strong class="bad">integrity</strong>`,
  policy: html`<strong class="bad">policy</strong>`,
  notice: html`<span class="soft">notice</span>`,
};

function findingItem({ severity, kind, what, hint, at, who, commit }: Finding): Html {
  const place = [at === null ? '' : formatInstant(at), who ?? '', commit === null ? '' : `commit ${shortOid(commit)}`];
  return html`
<li><p>${words[severity]} <code>${kind}</code> <span class="soft small">${place.filter((part) => part !== '').join(', ')}</span></p>
<p>${what}</p>
<p class="soft small">${hint}</p></li>`;
}
