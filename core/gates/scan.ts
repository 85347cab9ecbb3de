import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** The scan of the registered file came out as allowed, or as whatever else the gate accepts; never as denied. */
export function judgeScan({ allow = ['allowed'] }: GateOf<'scan'>, candidacy: Candidacy): Judgement {
  const { verdict, globals } = candidateOf(candidacy).manifest.scan;
  const shown = globals.slice(0, 5).join(', ') + (globals.length > 5 ? ` and ${globals.length - 5} more` : '');
  const told = `The scan says ${verdict}${globals.length > 0 ? `: loading the file would look up ${shown}` : ''}.`;
  return allow.some((it) => it === verdict) && verdict !== 'denied' ? pass(told) : fail(told);
}
