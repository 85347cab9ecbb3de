import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../../core/comparison/subject.ts';
import { comparisonPage } from '../../pages/comparison-page.ts';
import { inChromium } from '../support/open-in-chromium.ts';
import { sampleComparison, subjectAt } from '../support/sample-comparison.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const openPage = inChromium();

const attacks = [
  '<script>window.hacked = 1</script>',
  '"><img src=x onerror="window.hacked = 1">',
  "' onmouseover='window.hacked = 1",
  '</style></svg></title><script>window.hacked = 1</script>',
  '<svg onload="window.hacked = 1">',
  'javascript:window.hacked=1',
  '<iframe src="https://evil.example/"></iframe>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '\u202egnp.exe\u2066\u0000\u001b[2J',
];

/** Whatever somebody else writes, in every place where they can. */
function hostileVersion(): Partial<Subject> {
  const { manifest, evaluations } = subjectAt(11);
  const named = (value: (text: string) => unknown) => Object.fromEntries(attacks.map((text) => [text, value(text)]));
  const [first = ''] = attacks;
  return {
    ref: `iris@${first}`,
    owners: attacks,
    manifest: {
      ...manifest,
      registeredBy: first,
      description: attacks.join(' '),
      licence: first,
      tags: named((text) => text) as Record<string, string>,
      parameters: named((text) => text) as Record<string, string>,
      metrics: { ...manifest.metrics, ...(named(() => 0.5) as Record<string, number>) },
      source: { format: first, framework: first, frameworkVersion: first, estimator: first },
      lineage: { sourceRepository: 'javascript:window.hacked=1', runUrl: attacks[1]!, parent: first, baseModel: first },
      environment: named((text) => text) as Record<string, string>,
      signature: {
        task: 'classification',
        inputs: attacks.map((name) => ({ name, type: 'string', shape: [null], columns: attacks })),
        outputs: [],
        classes: attacks,
      },
    },
    evaluations: evaluations.map((it) => ({
      ...it,
      dataset: { ...it.dataset, name: first },
      metrics: named(() => 0.9) as Record<string, number>,
    })),
  };
}

async function pageFile(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'comparison.html');
  await writeFile(path, text);
  return path;
}

const views = [
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
] as const;

describe('the page of a comparison', () => {
  it.each(views)('has no fault that axe finds, folded or not, at %o', async (view) => {
    const { AxeBuilder } = await import('@axe-core/playwright');
    const { page, requests, messages } = await openPage(await pageFile(comparisonPage(sampleComparison())), view);

    for (const isOpen of [false, true]) {
      await page.locator('details').evaluateAll((all, open) => {
        for (const it of all) it.toggleAttribute('open', open);
      }, isOpen);
      // Axe brings a script of its own, which the policy of the page does not concern: the browser puts it in.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
    expect(requests).toEqual([]);
    expect(messages).toEqual([]);
  });

  it.each(views)('is no wider than the screen at %o', async (view) => {
    const { page } = await openPage(await pageFile(comparisonPage(sampleComparison())), view);

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(view.width);
  });

  it('draws every metric, with a title, a text and its numbers', async () => {
    const { page } = await openPage(await pageFile(comparisonPage(sampleComparison())), views[2]);

    const charts = page.getByRole('img');
    expect(await charts.count()).toBe(6 + 7);
    await expect(charts.first().getAttribute('aria-labelledby')).resolves.toBe('dots-0-0-title dots-0-0-text');
    expect(await page.getByRole('img', { name: 'accuracy on holdout-q3, of risk/fraud-detector' }).count()).toBe(1);
    expect(await page.locator('#trend-0-0-text').textContent()).toContain(
      '1.8.0: 0.934587, within 0.923 to 0.944, holds production.',
    );
    expect(await page.locator('figure table').count()).toBe(13);
  });

  it('has everything on paper that is folded on the screen', async () => {
    const { page } = await openPage(await pageFile(comparisonPage(sampleComparison())), views[2]);
    const table = page.locator('figure table').first();

    expect(await table.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await table.evaluate((it) => it.checkVisibility({ contentVisibilityAuto: true }))).toBe(true);
  });

  it('runs nothing and asks for nothing that a hostile model names, and shows it as text', async () => {
    const text = comparisonPage(sampleComparison([3, 8, 11], hostileVersion()));
    const { page, requests, messages } = await openPage(await pageFile(text), views[2]);
    await page.locator('*').evaluateAll((all) => {
      for (const it of all) for (const type of ['mouseover', 'focus', 'load']) it.dispatchEvent(new Event(type));
    });

    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(requests).toEqual([]);
    expect(messages).toEqual([]);
    expect(
      await page.locator('script, iframe, img, link, object, base, [onerror], [onload], [onmouseover]').count(),
    ).toBe(0);
    const addresses = await page.locator('a').evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''));
    expect(addresses.filter((address) => !/^(?:https:\/\/|#content$)/.test(address))).toEqual([]);
    const shown = await page.locator('body').textContent();
    expect(shown).toContain('<script>window.hacked = 1</script>');
    expect(shown).not.toMatch(/[\u202e\u2066]/);
    expect(shown).toContain('\ufffdgnp.exe\ufffd\ufffd\ufffd[2J');
  });
});
