import type { StageEvidence, TextEvidence } from '../../core/audit/stage-evidence.ts';
import { shortOid } from '../../core/domain/units.ts';
import { type Html, html } from '../html.ts';

/** The card that reviewers read and the rules that were asked, to the letter and as text. */
export function textSections({ card, policy }: StageEvidence): Html {
  return html`${textSection('The model card, as it was frozen', card, 'The version came without a model card.')}${textSection('The policy that was asked', policy, 'The policy that was asked is not on history.')}`;
}

function textSection(title: string, evidence: TextEvidence | null, missing: string): Html {
  return html`
<section>
<h2>${title}</h2>
${evidence === null ? html`<p>${missing}</p>` : shown(evidence)}
</section>`;
}

function shown({ path, digest, commit, text }: TextEvidence): Html {
  const place = commit === null ? 'not on history' : html`since commit <code>${shortOid(commit)}</code>`;
  return html`<p class="small soft"><code>${path}</code>, ${place}, <code>${digest}</code></p>
${text === null ? html`<p class="bad">No state of the file on history has this digest, so its text cannot be shown.</p>` : html`<pre>${text}</pre>`}`;
}
