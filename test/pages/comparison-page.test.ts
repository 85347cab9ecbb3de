import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonPage } from '../../pages/comparison-page.ts';
import { sampleComparison, subjectAt } from '../support/sample-comparison.ts';

describe('the page of a comparison', () => {
  it('is the same bytes for the same answer', () => {
    expect(comparisonPage(sampleComparison())).toBe(comparisonPage(sampleComparison()));
  });

  it('says what could not be read, and which command makes it again', () => {
    const faults = [{ file: 'models/<b>/stages/x.yaml', message: 'is no YAML' }];
    const page = comparisonPage({ ...sampleComparison([3, 11]), faults });

    expect(page).toContain('<li><code>models/&lt;b&gt;/stages/x.yaml</code>: is no YAML</li>');
    expect(page).toContain(
      '<code>mergeline compare risk/fraud-detector@1.3.0 risk/fraud-detector@development --at c0ffee1234 --html comparison.html</code>',
    );
  });

  it('says what is not comparable, and draws no line to it', () => {
    const page = comparisonPage(sampleComparison([0, 11]));

    expect(page).toContain('Numbers from different bytes are not subtracted.');
    expect(page).toMatch(/<span class="soft small">not comparable<\/span>/);
  });

  it('names versions in full where they are of several models, and as they were asked for where two are one', () => {
    expect(comparisonPage(sampleComparison([8, 8]))).toContain(
      '<h1>risk/fraud-detector@production and risk/fraud-detector@production</h1>',
    );
  });

  it('links to web addresses only', () => {
    const { manifest } = subjectAt(11);
    const lineage = { runUrl: 'javascript:alert(1)', sourceRepository: 'https://github.com/example/fraud' };
    const page = comparisonPage(sampleComparison([3, 11], { manifest: { ...manifest, lineage } }));

    expect(page).toContain('<td class="text">javascript:alert(1)</td>');
    expect(page).toContain('<a href="https://github.com/example/fraud"');
  });

  it('has no mark-up of anybody else, wherever the text stands', () => {
    const marks = new Set(comparisonPage(sampleComparison([3, 11])).match(/<[a-z!/][^\s>]*/gi));
    const hostile = fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '=', ' ', '/', 'b', '\u202e', '\u0000'),
    });
    fc.assert(
      fc.property(hostile, hostile, (key, text) => {
        const { manifest } = subjectAt(11);
        const page = comparisonPage(
          sampleComparison([3, 11], {
            owners: [text],
            manifest: {
              ...manifest,
              description: text,
              tags: { [key]: text },
              parameters: { [key]: text },
              metrics: { ...manifest.metrics, [key]: 1 },
              lineage: { runUrl: `https://${text}`, parent: text },
            },
          }),
        );
        expect([...(page.match(/<[a-z!/][^\s>]*/gi) ?? [])].filter((mark) => !marks.has(mark))).toEqual([]);
        expect(page).not.toContain('\u202e');
        expect(page.includes('\u0000')).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
