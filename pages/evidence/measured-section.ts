import type { EvaluationEvidence, StageEvidence } from '../../core/audit/stage-evidence.ts';
import { formatInstant, formatNumber } from '../../core/domain/units.ts';
import { dataTable } from '../data-table.ts';
import { type Html, html } from '../html.ts';

/** Numbers that were measured, with the data they were measured on, and apart from them those that were only reported. */
export function measuredSection({ evaluations, reported }: StageEvidence): Html {
  const claims = Object.entries(reported);
  return html`
<section>
<h2>What was measured</h2>
${evaluations.length === 0 ? html`<p>No evaluation was on the registry branch.</p>` : evaluations.map(evaluationTable)}
${
  claims.length === 0
    ? undefined
    : html`<h3>Reported, not verified</h3>
<p>${claims.map(([name, value]) => `${name} ${formatNumber(value)}`).join(', ')}: the word of whoever registered the version.</p>`
}
</section>`;
}

function evaluationTable({ dataset, metrics, intervals, at, evaluatedBy, path }: EvaluationEvidence): Html {
  const boundsOf = (metric: string) => intervals?.wilson?.[metric] ?? intervals?.bootstrap?.[metric];
  const level = intervals === undefined ? 'Interval' : `${formatNumber(intervals.level * 100)} % interval`;
  return html`
<h3>${dataset.name}, ${dataset.rows} rows</h3>
<p class="small soft">Data <code>${dataset.digest}</code>, measured ${formatInstant(at)} by ${evaluatedBy}, kept as <code>${path}</code></p>
${dataTable({
  caption: `Metrics on ${dataset.name}`,
  columns: [{ title: 'Metric' }, { title: 'Value', align: 'right' }, { title: level, align: 'right' }],
  rows: Object.entries(metrics).map(([metric, value]) => {
    const bounds = boundsOf(metric);
    return [
      metric,
      formatNumber(value),
      bounds === undefined ? '' : `${formatNumber(bounds[0])} to ${formatNumber(bounds[1])}`,
    ];
  }),
})}`;
}
