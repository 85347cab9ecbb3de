import type { CompareAnswer, Trend } from '../../core/comparison/comparison-answer.ts';
import { isOtherAverage } from '../../core/comparison/row-text.ts';
import { count } from '../../core/domain/units.ts';
import { trendChart } from '../charts/trend-chart.ts';
import { isDrawable } from '../charts/value-scale.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { directionText } from './direction-text.ts';

/** For each model how its metrics came to be what they are. */
export function trendSections(answer: CompareAnswer): HtmlValue {
  const trends = (answer.trends ?? []).filter(({ points }) => points.filter(isDrawable).length > 1);
  const models = [...new Set(trends.map(({ model }) => model))];
  return models.map((model, index) =>
    section(
      model,
      trends.filter((trend) => trend.model === model),
      `trend-${index}`,
    ),
  );
}

function section(model: string, all: readonly Trend[], id: string): Html {
  const metrics = new Set(all.map(({ metric }) => metric));
  const trends = all.filter(({ metric }) => !isOtherAverage(metric, metrics));
  const omitted = Math.max(...trends.map((trend) => trend.omitted));
  const rest = omitted === 0 ? '' : ` ${count(omitted, 'lower version')} of the model are left out.`;
  return html`
<section>
<h2>Over the versions of ${model}</h2>
<p class="soft">In the order of the versions. A diamond is a version that is compared here; a hollow point was measured on other data. Stages are named above the version that holds them.${rest}</p>
<div class="charts">${trends.map((trend, index) =>
    trendChart({ id: `${id}-${index}`, ...titlesOf(trend), remark: directionText(trend.direction), trend }),
  )}
</div>
</section>`;
}

function titlesOf({ model, metric, dataset }: Trend) {
  const title = `${metric} ${dataset === null ? 'as reported' : `on ${dataset}`}`;
  return { title, fullTitle: `${title}, of ${model}` };
}
