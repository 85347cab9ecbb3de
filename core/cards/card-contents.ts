import { boundsOf, formatBounds, formatLevel } from '../domain/bounds.ts';
import type { Manifest, Signature, TensorSpec } from '../domain/manifest.ts';
import type { Evaluation, MetricSlice } from '../domain/records.ts';
import { formatNumber } from '../report/format-number.ts';
import { code, joinMarkdown, link, type Markdown, md, table } from '../report/markdown.ts';
import type { CardFacts } from './card-facts.ts';

/** As many columns, classes, files and metrics as a reader looks through. */
const longest = 50;
const slicedMetrics = 4;

/** The generated sections by their names, as Markdown in which nothing from a manifest or a person is active. */
export function cardContents(facts: CardFacts): ReadonlyMap<string, string> {
  const { model, described } = facts;
  const manifest = described?.manifest;
  return new Map([
    ['facts', textOf([model.description && prose(model.description), details(facts)])],
    ['intended-use', textOf([model.intendedUse && prose(model.intendedUse)])],
    ['limits', textOf([model.limits && prose(model.limits)])],
    ['inputs-and-outputs', textOf([manifest?.signature && signatureOf(manifest.signature)])],
    ['training-data', textOf([manifest && datasetsOf(manifest)])],
    ['evaluation', textOf(described?.evaluations.map(evaluationOf) ?? [])],
  ]);
}

function textOf(parts: readonly (Markdown | '' | undefined)[]): string {
  const written = parts.filter((part) => part !== undefined && part !== '');
  return joinMarkdown(
    written.filter(({ markdown }) => markdown !== ''),
    '\n\n',
  ).markdown;
}

/** Paragraphs and lines stay what they are; everything else is text. */
function prose(text: string): Markdown {
  const paragraphs = text.split(/\r?\n[ \t]*\r?\n/).map((paragraph) => {
    const lines = paragraph.split(/\r?\n/).filter((line) => line.trim() !== '');
    return joinMarkdown(
      lines.map((line) => md`${line}`),
      '\\\n',
    );
  });
  return joinMarkdown(
    paragraphs.filter(({ markdown }) => markdown !== ''),
    '\n\n',
  );
}

function details({ model, owners, described }: CardFacts): Markdown {
  const rows: readonly (readonly [string, Markdown | undefined])[] = [
    ['Owners', listed(owners)],
    ['Risk tier', text(model.riskTier)],
    ['Next review', text(model.nextReview)],
    ['Task', text(model.task ?? described?.manifest.signature?.task)],
    ['Also called', text(model.externalName)],
    ['Tags', listed(Object.entries(model.tags).map(([name, value]) => `${name}: ${value}`))],
    ['Version', described && md`${described.manifest.version}, manifest ${code(described.digest)}`],
    ['Licence', text(described?.manifest.licence)],
    ['Made with', described && sourceOf(described.manifest)],
    ['Base model', text(described?.manifest.lineage.baseModel)],
    ['Links', model.links.length > 0 ? joinMarkdown(model.links.map(linkOf), '; ') : undefined],
  ];
  return joinMarkdown(
    rows.flatMap(([name, value]) => (value === undefined ? [] : [md`- **${name}:** ${value}`])),
    '\n',
  );
}

function text(value: string | undefined): Markdown | undefined {
  return value === undefined ? undefined : md`${value}`;
}

function listed(values: readonly string[]): Markdown | undefined {
  return values.length === 0 ? undefined : md`${clipped(values)}`;
}

function clipped(values: readonly (string | number | boolean)[]): string {
  const rest = values.length - longest;
  return values.slice(0, longest).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** With the address to be seen: the title alone could say anything. */
function linkOf({ title, url }: CardFacts['model']['links'][number]): Markdown {
  return md`${title}: ${link(url)}`;
}

function sourceOf({ source }: Manifest): Markdown {
  const { format, framework = '', frameworkVersion = '', estimator } = source;
  const parts = [`${framework} ${frameworkVersion}`.trim(), estimator, `registered as ${format}`];
  return md`${parts.filter((part) => part).join(', ')}`;
}

function signatureOf({ inputs, outputs, classes }: Signature): Markdown {
  const rows = [...inputs.map((spec) => tensorRow('input', spec)), ...outputs.map((spec) => tensorRow('output', spec))];
  const written = table(['', 'Name', 'Type', 'Shape', 'Columns'], rows.slice(0, longest));
  if (classes === undefined) return written;
  return md`${written}\n\nClasses: ${clipped(classes)}`;
}

function tensorRow(direction: string, { name, type, shape, columns = [] }: TensorSpec): readonly Markdown[] {
  const dimensions = shape.map((size, at) => size ?? (at === 0 ? 'rows' : 'any')).join(' × ');
  return [direction, name, type, dimensions, clipped(columns)].map((cell) => md`${cell}`);
}

function datasetsOf({ datasets }: Manifest): Markdown {
  return joinMarkdown(
    datasets.slice(0, longest).map(({ name, digest, rows }) => {
      const size = rows === undefined ? '' : `, ${rows} rows`;
      return md`- **${name}**${size}: ${code(digest)}`;
    }),
    '\n',
  );
}

function evaluationOf({ dataset, version, metrics, intervals, slices = [], at }: Evaluation): Markdown {
  const rows = Object.entries(metrics)
    .slice(0, longest)
    .map(([name, value]) => {
      const bounds = intervals && boundsOf(intervals, name);
      const interval = intervals === undefined ? [] : [md`${bounds === undefined ? '–' : formatBounds(bounds)}`];
      return [md`${name}`, md`${formatNumber(value)}`, ...interval];
    });
  const numbers = table(['Metric', 'Value', ...(intervals === undefined ? [] : [formatLevel(intervals)])], rows);
  const lead = md`${version} on **${dataset.name}**, ${dataset.rows} rows (${code(dataset.digest)}), measured by Mergeline on ${at.slice(0, 10)}.`;
  return joinMarkdown([lead, numbers, ...slicesOf(slices)], '\n\n');
}

/** A table for each column, with its values in their order. */
function slicesOf(slices: readonly MetricSlice[]): readonly Markdown[] {
  const columns = Map.groupBy(slices.slice(0, longest), ({ column }) => column);
  return [...columns].map(([column, group]) => {
    const names = Object.keys(group[0]?.metrics ?? {}).slice(0, slicedMetrics);
    const rows = group.map(({ value, rows: count, metrics }) => [
      md`${value === null ? 'missing' : String(value)}`,
      md`${count}`,
      ...names.map((name) => md`${Object.hasOwn(metrics, name) ? formatNumber(metrics[name] ?? Number.NaN) : '–'}`),
    ]);
    return table([column, 'Rows', ...names], rows);
  });
}
