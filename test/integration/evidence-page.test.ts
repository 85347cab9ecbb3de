import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finding } from '../../core/audit/finding.ts';
import type { StageEvidence } from '../../core/audit/stage-evidence.ts';
import type { Version } from '../../core/domain/version.ts';
import { evidencePage } from '../../pages/evidence-page.ts';
import { inChromium } from '../support/open-in-chromium.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const openPage = inChromium();

const views = [
  { width: 360, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
] as const;

async function pageFile(evidence: StageEvidence): Promise<string> {
  const path = join(await temporaryFolder(), 'evidence.html');
  await writeFile(path, evidencePage(evidence));
  return path;
}

const attack =
  '"><img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script></pre></style></title>\u202e\u0000<iframe src="https://evil.example/">';

/** Whatever somebody else writes, in every place where they can. */
function hostileEvidence(): StageEvidence {
  const sample = sampleEvidence();
  const { pointer, approvals, verdicts, evaluations, card, policy, digests, receipts } = sample;
  return sampleEvidence({
    pointer: {
      ...{ ...pointer, version: attack as Version, requestedBy: attack, reason: attack },
      hold: { by: attack, reason: attack, at: pointer.reason },
      waivers: [{ gate: attack, by: attack, reason: attack, until: attack }],
      breakGlass: { by: attack, reason: attack },
    },
    since: { ...sample.since, author: attack },
    registeredBy: attack,
    approvals: approvals.map((it) => ({ ...it, actor: attack, comment: attack })),
    verdicts: verdicts.map((it) => ({ ...it, gate: attack, reason: attack })),
    evaluations: evaluations.map((it) => ({
      ...{ ...it, evaluatedBy: attack, path: attack, metrics: { [attack]: 1 } },
      dataset: { ...it.dataset, name: attack },
    })),
    reported: { [attack]: 1 },
    digests: digests.map((it) => ({ ...it, of: attack })),
    receipts: receipts.map((it) => ({ ...it, publishedBy: attack })),
    findings: [finding('pointer-unjudged', { what: attack, hint: attack, who: attack })],
    card: card && { ...card, text: attack },
    policy: policy && { ...policy, text: attack },
    checks: [{ what: attack, command: attack, expect: attack }],
  });
}

describe('the page of evidence', () => {
  it.each(views)('has no fault that axe finds, asks for nothing and fits the screen at %o', async (view) => {
    const { AxeBuilder } = await import('@axe-core/playwright');
    const { page, requests, messages } = await openPage(await pageFile(sampleEvidence()), view);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(view.width);
    expect(requests).toEqual([]);
    expect(messages).toEqual([]);
  });

  it('runs nothing and asks for nothing that somebody wrote into a registry, and shows it as text', async () => {
    const { page, requests, messages } = await openPage(await pageFile(hostileEvidence()), views[1]);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(requests).toEqual([]);
    expect(messages).toEqual([]);
    expect(await page.locator('script, iframe, img, link, object, base, form, [onerror]').count()).toBe(0);
    const shown = (await page.locator('body').textContent()) ?? '';
    expect(shown).toContain('<script>window.hacked = 1</script>');
    for (const unseen of ['\u202e', '\u0000']) expect(shown).not.toContain(unseen);
  });

  it('has its whole text on paper', async () => {
    const { page } = await openPage(await pageFile(sampleEvidence()), views[1]);
    await page.emulateMedia({ media: 'print' });
    const widths = await page
      .locator('.scroll, pre')
      .evaluateAll((all) => all.map((it) => it.scrollWidth - it.clientWidth));
    expect(widths.filter((width) => width > 0)).toEqual([]);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
