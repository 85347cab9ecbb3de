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
  const { rows, maxAbsolute, maxRelative, labelsDiffering, tolerance: certified, between } = conversion.parity;
  const tolerance = gate.tolerance ?? certified;
  const told = `${between.join(' against ')} on ${rows} rows: largest difference ${formatNumber(maxAbsolute)}, relative ${formatNumber(maxRelative)}, ${labelsDiffering} labels differ; ${tolerance} is tolerated.`;
  const close = maxAbsolute <= tolerance || maxRelative <= tolerance;
  return rows > 0 && labelsDiffering === 0 && close ? pass(told) : fail(told);
}
