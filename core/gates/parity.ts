import type { Parity } from '../domain/manifest.ts';
import { formatNumber } from '../report/format-number.ts';
import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass, skipped } from './judgement.ts';

/**
 * The served form answers as the registered one: no label differs, and the largest difference, absolute or relative,
 * is within the tolerance of the gate or else of the certificate. Either bound holds for every compared row.
 */
export function judgeParity(gate: GateOf<'parity'>, candidacy: Candidacy): Judgement {
  const { version, conversion } = candidateOf(candidacy).manifest;
  if (conversion.outcome === 'accepted')
    return skipped('The registered file is served as it is; nothing was converted.');
  if (conversion.outcome === 'unsupported') return fail(`${version} was not converted: ${conversion.reason}`);
  const { parity } = conversion;
  const tolerance = gate.tolerance ?? parity.tolerance;
  const close = parity.maxAbsolute <= tolerance || parity.maxRelative <= tolerance;
  const told = `${describeParity(parity, tolerance)}.`;
  return parity.rows > 0 && parity.labelsDiffering === 0 && close ? pass(told) : fail(told);
}

/** Names the difference that decides: the relative one only where the absolute one is beyond the tolerance. */
export function describeParity(
  { between: [registered, served], rows, maxAbsolute, maxRelative, labelsDiffering }: Parity,
  tolerance: number,
): string {
  const labels = labelsDiffering === 0 ? 'no label differs' : `${labelsDiffering} labels differ`;
  const relative = maxAbsolute <= tolerance ? '' : `, by ${formatNumber(maxRelative)} in relation to the value`;
  return `On ${rows} probe rows made from the model, none of them data, the registered form (${registered}) and the served form (${served}) differ by at most ${formatNumber(maxAbsolute)}${relative}, where ${formatNumber(tolerance)} is tolerated; ${labels}`;
}
