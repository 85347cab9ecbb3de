import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotChart } from '../../pages/charts/dot-chart.ts';
import { letterWidth, placeLabels } from '../../pages/charts/place-labels.ts';
import { trendChart } from '../../pages/charts/trend-chart.ts';
import { isDrawable, tickText, valueScale } from '../../pages/charts/value-scale.ts';
import { sampleComparison } from '../support/sample-comparison.ts';

describe('labels', () => {
  it('never touch each other and never leave the picture', () => {
    const label = fc.record({ text: fc.string({ maxLength: 20 }), x: fc.double({ min: 0, max: 320, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (labels, lines) => {
        const placed = placeLabels(labels, { left: 0, right: 320, lines });
        for (const [index, { text, x, line }] of placed.entries()) {
          const half = (text.length * letterWidth) / 2;
          expect(x - half).toBeGreaterThanOrEqual(-0.001);
          expect(x + half).toBeLessThanOrEqual(320.001);
          for (const other of placed.slice(0, index)) {
            const room = half + (other.text.length * letterWidth) / 2;
            expect(other.line !== line || Math.abs(other.x - x) >= room).toBe(true);
          }
        }
      }),
    );
  });
});

describe('a scale', () => {
  it('holds every value and every end of an interval, also where all are one', () => {
    const scale = valueScale([{ value: 0.5, interval: [0.2, 0.6] }], [0, 100]);
    expect([scale(0.2) >= 0, scale(0.6) <= 100]).toEqual([true, true]);
    expect(valueScale([{ value: 0, interval: null }], [0, 100])(0)).toBe(50);
  });

  it('writes large and small numbers shortly', () => {
    const written = [0.9, 250_000, 0.0000002].map((value) => {
      const scale = valueScale(
        [
          { value: 0, interval: null },
          { value, interval: null },
        ],
        [0, 100],
      );
      return tickText(scale, 4)(scale.domain()[1] ?? 0);
    });
    expect(written).toEqual(['1.0', '250k', '2e-7']);
  });
});

describe('a chart', () => {
  it('says in its text what it shows', () => {
    const dots = [
      { name: '1.0.0', value: 0.9, interval: [0.85, 0.95], verdict: 'the first' },
      { name: '1.1.0', value: 0.8, interval: null, verdict: 'worse' },
    ] as const;
    const chart = dotChart({ id: 'a', title: 'accuracy', fullTitle: 'accuracy on x', dots }).toString();

    expect(chart).toContain('<desc id="a-text">1.0.0: 0.9, within 0.85 to 0.95, the first. 1.1.0: 0.8, worse.</desc>');
    expect(chart).toContain('<text class="verdict bad"');
    expect(chart).not.toContain('NaN');
  });

  it('measures against nothing where the first was not measured', () => {
    const dots = [{ name: '1.1.0', value: 0.8, interval: null, verdict: '' }];
    const chart = dotChart({ id: 'a', title: 'accuracy', fullTitle: 'accuracy on x', dots }).toString();

    expect(chart).toContain('against the first');
    expect(chart).not.toContain('against 1.1.0');
    expect(chart).not.toContain('class="reference"');
  });

  it('has a mark for each version, another one for those that are compared and for other data', () => {
    const [trend] = sampleComparison().trends ?? [];
    const chart = trendChart({ id: 'a', title: 'accuracy', fullTitle: 'accuracy', trend: trend! }).toString();
    const count = (text: string) => chart.split(text).length - 1;

    expect([count('class="mark"'), count('class="dot"'), count('class="hollow"')]).toEqual([3, 7, 2]);
    expect([count('class="interval"'), count('class="stage"')]).toEqual([12, 3]);
    expect(chart).not.toContain('NaN');
  });

  it('draws no line over versions that are left out, nor to what was measured on other data', () => {
    const [trend] = sampleComparison().trends ?? [];
    const pathOf = (points: NonNullable<typeof trend>['points']) => {
      const chart = trendChart({ id: 'a', title: 't', fullTitle: 't', trend: { ...trend!, points } }).toString();
      const [, path = ''] = /class="line" d="([^"]*)"/.exec(chart) ?? [];
      return [path.split('M').length - 1, path.split('L').length - 1];
    };

    expect(pathOf(trend!.points)).toEqual([1, 9]);
    expect(pathOf(trend!.points.map((point, index) => ({ ...point, afterGap: index === 5 })))).toEqual([2, 8]);
  });

  it('has no number that is none, however odd the values, and leaves out infinity', () => {
    const [trend] = sampleComparison().trends ?? [];
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 2, maxLength: 9 }), (values) => {
        if (values.filter((value) => isDrawable({ value })).length < 1) return;
        const points = values.map((value, index) => ({ ...trend!.points[index]!, value, interval: null }));
        const chart = trendChart({ id: 'a', title: 't', fullTitle: 't', trend: { ...trend!, points } }).toString();
        expect(chart.replace(/<(?:details|title|desc)[\s\S]*?<\/(?:details|title|desc)>/g, '')).not.toMatch(
          /NaN|Infinity/,
        );
      }),
    );
  });
});
