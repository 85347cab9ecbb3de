import type { StageEvidence } from '../../core/audit/stage-evidence.ts';
import { formatBytes, formatInstant, shortDigest } from '../../core/domain/units.ts';
import { dataTable } from '../data-table.ts';
import { type Html, html } from '../html.ts';

/** What names the bytes, what was published, and how to see all of it without believing this page. */
export function proofSections(evidence: StageEvidence): Html {
  return html`${digestSection(evidence)}${receiptSection(evidence)}${checkSection(evidence)}`;
}

function digestSection({ digests }: StageEvidence): Html {
  return html`
<section>
<h2>Digests</h2>
${dataTable({
  caption: 'Whatever has this digest is what was let in',
  columns: [{ title: 'Of' }, { title: 'Digest' }, { title: 'Size', align: 'right' }],
  rows: digests.map(({ of, digest, size }) => [
    of,
    html`<code>${digest}</code>`,
    size === undefined ? '' : formatBytes(size),
  ]),
})}
</section>`;
}

function receiptSection({ receipts }: StageEvidence): Html {
  const table = () =>
    dataTable({
      caption: 'Publications of this stage, each naming the one before',
      columns: ['Generation', 'Version', 'Published', 'Receipt', 'Names', 'Chain', 'Signature'].map((title) => ({
        title,
      })),
      rows: receipts.map(({ generation, version, at, publishedBy, digest, previous, linked, signed }) => [
        generation,
        version ?? 'empty',
        `${formatInstant(at)} by ${publishedBy}`,
        html`<code>${shortDigest(digest)}</code>`,
        previous === null ? 'none' : html`<code>${shortDigest(previous)}</code>`,
        linked ? html`<span class="good">holds</span>` : html`<strong class="bad">broken</strong>`,
        signed ? 'there, not checked' : 'none',
      ]),
    });
  return html`
<section>
<h2>Receipts</h2>
${receipts.length === 0 ? html`<p>Nothing was published.</p>` : table()}
</section>`;
}

function checkSection({ checks }: StageEvidence): Html {
  return html`
<section>
<h2>See for yourself</h2>
<p>In a clone of the registry with its records branch, with Git alone:</p>
<ol class="checks">${checks.map(
    ({ what, command, expect }) => html`
<li><p>${what}. Look for: <code>${expect}</code></p>
<pre>${command}</pre></li>`,
  )}
</ol>
</section>`;
}
