import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** The licence is one of a list. SPDX identifiers are compared without case: SPDX 3.0, annex on licence expressions. */
export function judgeLicence({ allow }: GateOf<'licence'>, candidacy: Candidacy): Judgement {
  const { manifest } = candidateOf(candidacy);
  const licence = manifest.licence?.trim();
  if (!licence) return fail(`${manifest.version} names no licence; ${allow.join(', ')} are allowed.`);
  const allowed = allow.some((it) => it.toLowerCase() === licence.toLowerCase());
  return allowed ? pass(`${licence} is allowed.`) : fail(`${licence} is not among ${allow.join(', ')}.`);
}
