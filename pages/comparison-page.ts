import type { CompareAnswer, ComparedVersion } from '../core/comparison/comparison-answer.ts';
import { versionNames } from '../core/comparison/row-text.ts';
import { count, formatInstant, shortOid } from '../core/domain/units.ts';
import { measuredSections } from './comparison/measured-sections.ts';
import { rowSections } from './comparison/row-tables.ts';
import { trendSections } from './comparison/trend-sections.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './render-page.ts';

/** Versions side by side, with charts of every metric: what was asked of `compare` with its trends. */
export function comparisonPage(answer: CompareAnswer): string {
  const names = versionNames(answer.versions);
  return renderPage({
    title: titleOf(answer, names),
    lead: html`Changes are against <strong>${names[0]}</strong>. Verified numbers were measured by Mergeline; reported ones are the word of whoever registered the version.`,
    main: html`${versionCards(answer.versions, names)}${measuredSections(answer, names)}${trendSections(answer)}${rowSections(answer, names)}${faultSection(answer.faults)}`,
    footer: html`<p>Made with <code>${commandOf(answer)}</code>; the same command makes the same page.</p>`,
  });
}

/** `iris: 1.0.0, 1.1.0 and 1.2.0`; across models the names have them. */
function titleOf({ versions }: CompareAnswer, names: readonly string[]): string {
  const models = new Set(versions.map(({ model }) => model));
  const isNamedAlready = models.size > 1 || names.some((name) => name.includes('@'));
  return isNamedAlready ? listed(names) : `${[...models].join('')}: ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function versionCards(versions: readonly ComparedVersion[], names: readonly string[]): Html {
  return html`
<ul class="cards">${versions.map((version, index) => versionCard(version, names, index))}
</ul>`;
}

function versionCard(version: ComparedVersion, names: readonly string[], index: number): Html {
  const { ref, stages, status, created, against } = version;
  const name = names[index] ?? ref;
  const badges = [...stages, ...(status === 'active' ? [] : [status])];
  return html`
<li><h2>${name}</h2>
<p class="soft small">${ref}<br>${formatInstant(created)}</p>
${badges.length === 0 ? undefined : html`<p>${badges.map((badge) => html`<span class="badge">${badge}</span> `)}</p>`}
${against === null ? html`<p class="soft">What the others are measured against.</p>` : html`<p>${againstText(against)}</p>${against.signature.map((it) => html`<p class="small">${signatureText(it)}</p>`)}`}
</li>`;
}

function againstText({ better, worse, changed }: NonNullable<ComparedVersion['against']>): Html {
  const counts = [
    better === 0 ? undefined : html`<span class="good">${count(better, 'metric')} better</span>, `,
    worse === 0 ? undefined : html`<span class="bad">${count(worse, 'metric')} worse</span>, `,
  ];
  return html`${counts}${count(changed, 'field')} differing`;
}

function signatureText(sentence: string): Html {
  return sentence.startsWith('breaks callers')
    ? html`<strong class="bad">${sentence}</strong>`
    : html`Signature: ${sentence}`;
}

/** At the commit that answered, so that it answers the same again. */
function commandOf({ versions, registryCommit }: CompareAnswer): string {
  const refs = versions.map(({ ref }) => ref).join(' ');
  return `mergeline compare ${refs} --at ${shortOid(registryCommit)} --html comparison.html`;
}

/** A page that did not say what it leaves out would be believed. */
function faultSection(faults: CompareAnswer['faults']): Html | undefined {
  if (faults.length === 0) return undefined;
  return html`
<section>
<h2>What could not be read</h2>
<ul>${faults.map(
    ({ file, message }) => html`
<li>${file === undefined ? undefined : html`<code>${file}</code>: `}${message}</li>`,
  )}
</ul>
</section>`;
}
