import { scalePoint } from 'd3-scale';
import { line, symbol, symbolDiamond } from 'd3-shape';
import type { Trend, TrendPoint } from '../../core/comparison/comparison-answer.ts';
import { formatBounds } from '../../core/domain/bounds.ts';
import { count, formatNumber } from '../../core/domain/units.ts';
import { type Html, html } from '../html.ts';
import { chartFigure } from './chart-figure.ts';
import { clip, fixed, placeLabels } from './place-labels.ts';
import { isDrawable, tickText, valueScale } from './value-scale.ts';

export interface TrendChart {
  readonly id: string;
  readonly title: string;
  readonly fullTitle: string;
  readonly remark?: string | undefined;
  readonly trend: Trend;
}

const width = 320;
const left = 46;
const right = width - 10;
const plotHeight = 132;
const stageLine = 14;
/** So many points stand so close that they are drawn smaller. */
const crowd = 40;

interface Spot {
  readonly point: TrendPoint;
  readonly x: number;
  readonly y: number;
  readonly interval: readonly [low: number, high: number] | null;
}

interface Layout {
  readonly y: ReturnType<typeof valueScale>;
  readonly bottom: number;
  readonly spots: readonly Spot[];
  readonly stages: readonly StageLabel[];
}

/** A metric over the versions of a model, in their order: where it stood, what it is now, and who holds which stage. */
export function trendChart({ id, title, fullTitle, remark, trend }: TrendChart): Html {
  const layout = layOut(trend.points.filter(isDrawable));
  return chartFigure({
    id,
    title,
    fullTitle,
    remark,
    description: describe(trend),
    width,
    height: layout.bottom + 26,
    marks: html`${gridMarks(layout)}${stageMarks(layout)}
<path class="line" d="${lineThrough(layout)}"/>${layout.spots.map((spot) => spotMark(spot, trend.points.length > crowd ? 2 : 3))}${versionLabels(layout)}`,
    data: dataOf(fullTitle, trend.points),
  });
}

/** Room above for as many lines of stage names as it takes. */
function layOut(points: readonly TrendPoint[]): Layout {
  const x = scalePoint(points.keys(), [left, right]).padding(0.6);
  const stages = stageLabels(points, (index) => x(index) ?? left);
  const top = 8 + stageLine * (1 + Math.max(-1, ...stages.map((it) => it.line)));
  const bottom = top + plotHeight;
  const y = valueScale(points, [bottom, top]);
  const spots = points.map((point, index) => ({
    point,
    x: fixed(x(index) ?? left),
    y: fixed(y(point.value)),
    interval: point.interval && ([fixed(y(point.interval[0])), fixed(y(point.interval[1]))] as const),
  }));
  return { y, bottom, spots, stages };
}

function gridMarks({ y }: Layout): readonly Html[] {
  const written = tickText(y, 4);
  return y.ticks(4).map((tick) => {
    const at = fixed(y(tick));
    return html`
<path class="grid" d="M${left} ${at}H${right}"/><text class="tick" x="${left - 8}" y="${at + 4}" text-anchor="end">${written(tick)}</text>`;
  });
}

/** Through what was measured on the same data, in pieces where versions between are left out. */
function lineThrough({ spots }: Layout): string {
  const draw = line<Spot>(
    ({ x }) => x,
    ({ y }) => y,
  ).digits(1);
  const pieces: Spot[][] = [[]];
  for (const spot of spots) {
    if (spot.point.afterGap) pieces.push([]);
    if (spot.point.comparable) pieces.at(-1)?.push(spot);
  }
  return pieces.map((piece) => draw(piece) ?? '').join('');
}

interface StageLabel {
  readonly text: string;
  readonly x: number;
  /** Of the version that holds it. */
  readonly index: number;
  readonly line: number;
}

/** The names of the stages above the versions that hold them, the first letters of long ones. */
function stageLabels(points: readonly TrendPoint[], x: (index: number) => number): readonly StageLabel[] {
  const labels = points.flatMap(({ stages }, index) =>
    stages.map((stage) => ({ text: clip(stage, 16), x: x(index), index })),
  );
  return placeLabels(labels, { left, right, lines: 4 });
}

function stageMarks({ stages, spots }: Layout): Html {
  const threads = stages.map(({ index, line }) => {
    const spot = spots[index];
    return (
      spot &&
      html`
<path class="thread" d="M${spot.x} ${16 + line * stageLine}V${spot.y}"/>`
    );
  });
  return html`${threads}${stages.map(
    ({ text, x, line }) => html`
<text class="stage" x="${fixed(x)}" y="${12 + line * stageLine}" text-anchor="middle">${text}</text>`,
  )}`;
}

function spotMark({ point, x, y, interval }: Spot, radius: number): Html {
  const title = html`<title>${sentenceOf(point)}</title>`;
  const bar =
    interval &&
    html`<path class="interval" d="M${x - 3} ${interval[1]}h6M${x} ${interval[1]}V${interval[0]}M${x - 3} ${interval[0]}h6"/>`;
  const mark = point.compared
    ? html`<path class="mark" transform="translate(${x} ${y})" d="${symbol(symbolDiamond, 90).digits(1)() ?? ''}"/>`
    : html`<circle class="${point.comparable ? 'dot' : 'hollow'}" cx="${x}" cy="${y}" r="${radius}"/>`;
  return html`
<g>${title}${bar ?? undefined}${mark}</g>`;
}

/** The compared ones first, then the ends, then as many as there is room for. */
function versionLabels({ spots, bottom }: Layout): Html {
  const ends = [spots.at(-1), spots[0]].filter((spot) => spot !== undefined);
  const ordered = new Set([...spots.filter(({ point }) => point.compared), ...ends, ...spots]);
  const labels = [...ordered].map(({ point, x }) => ({ text: clip(point.version, 12), x }));
  const placed = placeLabels(labels, { left: 4, right: width - 2, lines: 1 });
  return html`${placed.map(
    ({ text, x }) => html`
<text class="tick" x="${fixed(x)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  )}`;
}

function describe({ points, omitted, model, dataset }: Trend): string {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((it) => formatNumber(it));
  const measured = dataset === null ? 'as reported, not verified' : `measured on ${dataset}`;
  const told = points.filter(({ compared, stages }) => compared || stages.length > 0).map(sentenceOf);
  const left = omitted === 0 ? '' : ` ${count(omitted, 'lower version')} left out.`;
  return `${count(points.length, 'version')} of ${model}, ${measured}, from ${low} to ${high}. ${told.join(' ')}${left}`;
}

function sentenceOf({ version, value, interval, stages, comparable }: TrendPoint): string {
  const within = interval ? `, within ${formatBounds(interval)}` : '';
  const holds = stages.length === 0 ? '' : `, holds ${stages.join(' and ')}`;
  return `${version}: ${formatNumber(value)}${within}${holds}${comparable ? '' : ', on other data'}.`;
}

function dataOf(fullTitle: string, points: readonly TrendPoint[]) {
  return {
    caption: `${fullTitle}, over the versions`,
    columns: [
      { title: 'version' },
      { title: 'value', align: 'right' as const },
      { title: 'interval', align: 'right' as const },
      { title: 'remarks' },
    ],
    rows: points.map((point) => [
      point.version,
      formatNumber(point.value),
      point.interval ? formatBounds(point.interval) : '–',
      [point.compared ? 'compared here' : '', ...point.stages, point.comparable ? '' : 'measured on other data']
        .filter((part) => part !== '')
        .join(', '),
    ]),
  };
}
