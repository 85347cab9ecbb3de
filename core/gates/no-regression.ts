import type { Bounds, Evaluation } from '../domain/records.ts';
import { type Direction, directionOf } from '../metrics/metric.ts';
import { formatAgainst, formatNumber } from '../report/format-number.ts';
import type { Candidacy } from './candidacy.ts';
import { newestEvaluation, pinnedDataset, requireEvaluation } from './evaluations.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass, skipped, Unjudgeable } from './judgement.ts';
import { metricIn, needText } from './metric.ts';

/** Differences of decimal numbers are not exact in binary: 0.97 - 0.02 is a little more than 0.95. */
const roundingSlack = 1e-12;

/** The candidate is no worse than the incumbent by more than `tolerance`, on the same bytes of one data set. */
export function judgeNoRegression(gate: GateOf<'no-regression'>, candidacy: Candidacy): Judgement {
  const { incumbent } = candidacy;
  if (incumbent === undefined) return skipped('No version holds the stage, so there is nothing to compare with.');
  const dataset = pinnedDataset(candidacy, gate.dataset);
  const challenger = requireEvaluation(candidateOf(candidacy), dataset);
  const champion = newestEvaluation(incumbent, dataset);
  if (champion === undefined) {
    const { model, version } = incumbent.manifest;
    return fail(
      `Not comparable: the incumbent ${version} has no evaluation on ${dataset.name} as registry.yaml pins it now. Run mergeline evaluate ${model}@${version} --dataset ${dataset.name}.`,
    );
  }
  if (gate.metrics.length === 0) throw new Unjudgeable('The gate names no metric.');
  const lacking = gate.metrics.filter((name) => !Object.hasOwn(champion.metrics, name));
  const [first] = lacking;
  if (first !== undefined && Object.hasOwn(challenger.metrics, first)) {
    return fail(
      `Not comparable: the incumbent ${incumbent.manifest.version} has no ${lacking.join(' and no ')} on ${dataset.name}.${needText(first)}`,
    );
  }
  const outcomes = gate.metrics.map((name) => compare(gate, name, challenger, champion));
  const worse = outcomes.filter(({ holds }) => !holds);
  const told = (worse.length > 0 ? worse : outcomes).map(({ text }) => text).join('; ');
  const reason = `On ${dataset.name}, against ${incumbent.manifest.version}: ${told}.`;
  return worse.length > 0 ? fail(reason) : pass(reason);
}

function compare(gate: GateOf<'no-regression'>, name: string, challenger: Evaluation, champion: Evaluation) {
  const direction: Direction | undefined = gate.direction ?? directionOf(name);
  if (direction === undefined) {
    throw new Unjudgeable(
      `It is not known whether ${name} should be high or low. Say so with direction: higher or lower.`,
    );
  }
  const [now, before] = [metricIn(challenger.metrics, name), metricIn(champion.metrics, name)];
  const tolerance = gate.tolerance ?? 0;
  const shortfall = direction === 'higher' ? before - now : now - before;
  // NaN and infinities make no comparison true, so they fail.
  const holds = Number.isFinite(shortfall) && shortfall <= tolerance + roundingSlack * Math.max(1, Math.abs(before));
  const numbers = `${formatAgainst(now, before)} after ${formatNumber(before)}`;
  if (holds) return { holds, text: `${name} ${numbers}` };
  const bounds = gate.interval === true ? intervalIn(challenger, name) : undefined;
  if (bounds !== undefined && isWithin(before, bounds, direction)) {
    const [low, high] = bounds.map(formatNumber);
    return { holds: true, text: `${name} ${numbers}, which lies within its interval, ${low} to ${high}` };
  }
  return { holds, text: `${name} ${numbers}, worse by ${formatNumber(shortfall)} where ${tolerance} is tolerated` };
}

function intervalIn({ intervals }: Evaluation, name: string): Bounds | undefined {
  const known = { ...intervals?.bootstrap, ...intervals?.wilson };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** Whether the candidate's interval reaches to what the incumbent had. */
function isWithin(before: number, [low, high]: Bounds, direction: Direction): boolean {
  return direction === 'higher' ? before <= high : before >= low;
}
