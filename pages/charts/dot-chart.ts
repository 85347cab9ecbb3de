import { type SymbolType, symbol, symbolCircle, symbolDiamond } from 'd3-shape';
import { formatBounds } from '../../core/domain/bounds.ts';
import { formatNumber } from '../../core/domain/units.ts';
import { type Html, html } from '../html.ts';
import { chartFigure } from './chart-figure.ts';
import { clip, fixed, letterWidth } from './place-labels.ts';
import { tickText, valueScale } from './value-scale.ts';

export interface Dot {
  readonly name: string;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  /** Against the first: `better`, `worse`, `the same`, `other data`; `the first` of that one itself. */
  readonly verdict: string;
}

export interface DotChart {
  readonly id: string;
  readonly title: string;
  readonly fullTitle: string;
  readonly remark?: string | undefined;
  readonly dots: readonly Dot[];
}

const width = 320;
const margin = { right: 66, top: 6, bottom: 24 };
const rowHeight = 26;
const longestName = 14;

/** A value for each version in a row of its own, with the interval in which it would lie for other rows of the same kind. */
export function dotChart({ id, title, fullTitle, remark, dots }: DotChart): Html {
  const height = margin.top + dots.length * rowHeight + margin.bottom;
  const names = dots.map(({ name }) => clip(name, longestName));
  const left = 8 + letterWidth * Math.max(...names.map((name) => name.length));
  const x = valueScale(dots, [left + 8, width - margin.right - 8]);
  const bottom = height - margin.bottom;
  const first = dots.find(isFirst);
  const ticks = x.ticks(3);
  const written = tickText(x, 3);
  return chartFigure({
    id,
    title,
    fullTitle,
    remark,
    description: dots.map(sentenceOf).join(' '),
    width,
    height,
    marks: html`${ticks.map((tick) => {
      const at = fixed(x(tick));
      return html`
<path class="grid" d="M${at} ${margin.top}V${bottom}"/><text class="tick" x="${at}" y="${bottom + 16}" text-anchor="middle">${written(tick)}</text>`;
    })}
${first && html`<path class="reference" d="M${fixed(x(first.value))} ${margin.top}V${bottom}"/>`}${dots.map((dot, index) => rowOf(dot, index, { x, left }))}`,
    data: {
      caption: `${fullTitle}, by version`,
      columns: [
        { title: 'version' },
        { title: 'value', align: 'right' },
        { title: 'interval', align: 'right' },
        { title: `against ${first?.name ?? 'the first'}` },
      ],
      rows: dots.map(({ name, value, interval, verdict }) => [
        name,
        formatNumber(value),
        interval ? formatBounds(interval) : '–',
        verdict,
      ]),
    },
  });
}

function isFirst({ verdict }: Dot): boolean {
  return verdict === 'the first';
}

interface Place {
  readonly x: (value: number) => number;
  /** Where names end. */
  readonly left: number;
}

function rowOf(dot: Dot, index: number, { x, left }: Place): Html {
  const { name, value, interval, verdict } = dot;
  const y = margin.top + (index + 0.5) * rowHeight;
  const at = fixed(x(value));
  const bar = interval && html`<path class="interval" d="${barOf(x(interval[0]), x(interval[1]), y)}"/>`;
  return html`
<g><title>${sentenceOf(dot)}</title><text class="name" x="${fixed(left)}" y="${y + 4}" text-anchor="end">${clip(name, longestName)}</text>${bar ?? undefined}<path class="mark" transform="translate(${at} ${y})" d="${shapeOf(isFirst(dot) ? symbolCircle : symbolDiamond)}"/><text class="verdict ${verdictClass(verdict)}" x="${width - margin.right + 4}" y="${y + 4}">${verdict}</text></g>`;
}

function barOf(low: number, high: number, y: number): string {
  const [from, to] = [fixed(low), fixed(high)];
  return `M${from} ${y - 4}v8M${from} ${y}H${to}M${to} ${y - 4}v8`;
}

function shapeOf(type: SymbolType): string {
  return symbol(type, 80).digits(1)() ?? '';
}

function verdictClass(verdict: string): string {
  if (verdict === 'better') return 'good';
  return verdict === 'worse' ? 'bad' : 'soft';
}

function sentenceOf({ name, value, interval, verdict }: Dot): string {
  const within = interval ? `, within ${formatBounds(interval)}` : '';
  return `${name}: ${formatNumber(value)}${within}${verdict === '' ? '' : `, ${verdict}`}.`;
}
