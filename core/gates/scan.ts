import type { ScanVerdict } from '../domain/manifest.ts';
import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** The scan of the registered file came out as allowed, or as whatever else the gate accepts; never as denied. */
export function judgeScan({ allow = ['allowed'] }: GateOf<'scan'>, candidacy: Candidacy): Judgement {
  const { verdict, globals } = candidateOf(candidacy).manifest.scan;
  const told = `The scan says ${verdict}${globals.length > 0 ? `: loading the file would look up ${namesOf(verdict, globals)}` : ''}.`;
  return allow.some((it) => it === verdict) && verdict !== 'denied' ? pass(told) : fail(told);
}

const namesShown = 5;

/** Names are told where somebody has to judge them. */
function namesOf(verdict: ScanVerdict, globals: readonly string[]): string {
  if (verdict === 'allowed') return globals.length === 1 ? '1 name, a known one' : `${globals.length} names, all known`;
  const more = globals.length - namesShown;
  return globals.slice(0, namesShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
