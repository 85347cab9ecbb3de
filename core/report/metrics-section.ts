import type { DatasetPolicy } from '../domain/policy.ts';
import type { Candidacy, Contender } from '../gates/candidacy.ts';
import { newestEvaluation } from '../gates/evaluations.ts';
import { directionOf } from '../metrics/metric.ts';
import { clip, clipRows, type Detail, type Section } from './detail.ts';
import { formatAgainst, formatNumber } from './format-number.ts';
import { joinMarkdown, type Markdown, md, table } from './markdown.ts';

/** Verified numbers on each data set that the policy pins, then what the authors reported. */
export const metricsSection: Section = ({ candidacy }, detail) => {
  const { candidate, policy } = candidacy;
  if (candidate === undefined) return undefined;
  const verified = policy.datasets.flatMap((dataset) => verifiedTable(candidate, candidacy, dataset, detail));
  const tables = [...verified, ...reportedTable(candidate, candidacy, detail)];
  return tables.length === 0 ? undefined : md`### Metrics\n\n${joinMarkdown(tables, '\n\n')}`;
};

function verifiedTable(
  candidate: Contender,
  { incumbent }: Candidacy,
  dataset: DatasetPolicy,
  detail: Detail,
): Markdown[] {
  const now = newestEvaluation(candidate, dataset);
  if (now === undefined) return [];
  const before = incumbent && newestEvaluation(incumbent, dataset);
  const lead = md`Verified on **${clip(dataset.name, detail)}**, ${now.dataset.rows} rows:`;
  return [md`${lead}\n\n${comparison(now.metrics, before?.metrics, candidate, incumbent, detail)}`];
}

function reportedTable(candidate: Contender, { incumbent }: Candidacy, detail: Detail): Markdown[] {
  const { metrics } = candidate.manifest;
  if (Object.keys(metrics).length === 0) return [];
  // Whoever reported them may have measured on other data, so they are shown side by side and not subtracted.
  const lead = md`As reported by the authors, not verified and not comparable:`;
  const rows = Object.entries(metrics).map(([name, value]) => {
    const before = incumbent && ownNumber(incumbent.manifest.metrics, name);
    return [
      md`${clip(name, detail)}`,
      md`${formatNumber(value)}`,
      md`${before === undefined ? '–' : formatNumber(before)}`,
    ];
  });
  const { shown, rest } = clipRows(rows, detail);
  const headings = ['Metric', candidate.manifest.version, incumbent?.manifest.version ?? 'incumbent'];
  return [md`${lead}\n\n${table(headings, shown)}${rest}`];
}

type Metrics = Readonly<Record<string, number>>;

function comparison(
  now: Metrics,
  before: Metrics | undefined,
  candidate: Contender,
  incumbent: Contender | undefined,
  detail: Detail,
): Markdown {
  const { shown, rest } = clipRows(Object.entries(now), detail);
  const rows = shown.map(([name, value]) => {
    const old = before && ownNumber(before, name);
    const shownOld = old === undefined ? '–' : formatNumber(old);
    return [
      md`${clip(name, detail)}`,
      md`${formatAgainst(value, old ?? value)}`,
      md`${shownOld}`,
      md`${changeOf(name, value, old, incumbent)}`,
    ];
  });
  const headings = ['Metric', candidate.manifest.version, incumbent?.manifest.version ?? 'incumbent', 'Change'];
  return md`${table(headings, rows)}${rest}`;
}

function changeOf(name: string, now: number, before: number | undefined, incumbent: Contender | undefined): string {
  if (incumbent === undefined) return 'no incumbent';
  if (before === undefined || !Number.isFinite(now - before)) return 'not comparable';
  const delta = now - before;
  if (delta === 0) return 'the same';
  const amount = `${delta > 0 ? '▲ +' : '▼ −'}${formatNumber(Math.abs(delta))}`;
  const direction = directionOf(name);
  if (direction === undefined) return amount;
  return `${amount}, ${(delta > 0) === (direction === 'higher') ? 'better' : 'worse'}`;
}

function ownNumber(metrics: Metrics, name: string): number | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}
