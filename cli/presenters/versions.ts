import type { VersionsAnswer } from '../../core/answers.ts';
import { count, formatInstant, formatNumber } from '../../core/domain/units.ts';
import { blocks, nextCommands, type Page, paint, table, widthOf, wrapText } from '../page.ts';
import { faultNotice } from './models.ts';

/** People compare versions at a glance here; `show` has every metric and every digit. */
const metricsShown = 5;
const digitsShown = 4;

/** One line for each version with what it holds and its metrics. */
export function presentVersions({ model, versions, faults }: VersionsAnswer, page: Page): string {
  const metrics = metricsOf(versions);
  const shown = fittingMetrics(metrics, versions, page);
  const isVerified = versions.some(({ verified }) => verified !== null);
  const newest = versions[0]?.version;
  return blocks(
    `${paint(page, 'bold', model)}, ${count(versions.length, 'version')}`,
    versions.length === 0 ? undefined : versionTable(versions, shown, page),
    isVerified ? paint(page, 'dim', wrapText(legend(versions), page.columns)) : undefined,
    shown.length === metrics.length ? undefined : paint(page, 'dim', omitted(metrics.slice(shown.length), page)),
    faultNotice(faults, page),
    nextCommands(page, newest === undefined ? [] : [[`show ${model}@${newest}`, 'everything about it']]),
  );
}

/** As many as the terminal has room for: the first one always. */
function fittingMetrics(metrics: readonly string[], versions: VersionsAnswer['versions'], page: Page) {
  const counts = Array.from({ length: Math.min(metrics.length, metricsShown) }, (_, index) => index + 1);
  const fits = (shown: number) => {
    const text = versionTable(versions, metrics.slice(0, shown), page);
    return text.split('\n').every((line) => widthOf(line) <= page.columns);
  };
  return metrics.slice(0, counts.findLast(fits) ?? 1);
}

function omitted(metrics: readonly string[], page: Page): string {
  return wrapText(`Without ${metrics.join(', ')}: mergeline show and mergeline compare have them.`, page.columns);
}

function versionTable(versions: VersionsAnswer['versions'], metrics: readonly string[], page: Page): string {
  const isVerified = versions.some(({ verified }) => verified !== null);
  const rows = versions.map((version) => [
    paint(page, 'bold', version.version),
    formatInstant(version.created),
    version.stages.length > 0 ? paint(page, 'green', version.stages.join(', ')) : '-',
    statusOf(version, page),
    ...metrics.map((name) => metricText(name, version, isVerified)),
  ]);
  const numbers = metrics.map((title) => ({ title, align: 'right' as const }));
  return table(page, ['VERSION', 'REGISTERED', 'STAGES', 'STATUS', ...numbers], rows);
}

type ListedVersion = VersionsAnswer['versions'][number];

/** The verified number, marked, before the reported one. */
function metricText(name: string, { metrics, verified }: ListedVersion, isMarked: boolean): string {
  const measured = verified?.metrics[name];
  const value = measured ?? metrics[name];
  const text = value === undefined ? '-' : formatNumber(value, digitsShown);
  if (!isMarked) return text;
  return measured === undefined ? `${text}  ` : `${text} ✓`;
}

function legend(versions: VersionsAnswer['versions']): string {
  const datasets = new Set(versions.flatMap(({ verified }) => verified?.dataset ?? []));
  return `✓ verified, by the newest evaluation on ${[...datasets].join(' or ')}; the others as their authors reported them`;
}

/** In the order of their names; another average of a metric that is there is left out. */
function metricsOf(versions: VersionsAnswer['versions']): readonly string[] {
  const names = new Set(
    versions.flatMap(({ metrics, verified }) => [...Object.keys(metrics), ...Object.keys(verified?.metrics ?? {})]),
  );
  const isAverageOf = (name: string) => names.has(name.replace(/_(?:weighted|micro)$/, ''));
  const plain = [...names].filter((name) => !/_(?:weighted|micro)$/.test(name) || !isAverageOf(name));
  return plain.sort();
}

function statusOf({ status, servable }: ListedVersion, page: Page): string {
  if (status !== 'active') return paint(page, status === 'deprecated' ? 'yellow' : 'red', status);
  return servable ? 'servable' : paint(page, 'yellow', 'not servable');
}
