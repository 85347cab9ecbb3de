import { formatByteSize, parseByteSize } from '../domain/byte-size.ts';
import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** The files that are served, or all of them when none is, are no larger than a limit. */
export function judgeSize({ max }: GateOf<'size'>, candidacy: Candidacy): Judgement {
  const { artifacts } = candidateOf(candidacy).manifest;
  const served = artifacts.filter(({ roles }) => roles.includes('served'));
  const size = (served.length > 0 ? served : artifacts).reduce((sum, artifact) => sum + artifact.size, 0);
  const told = `The ${served.length > 0 ? 'served ' : ''}files have ${formatByteSize(size)}; at most ${max} is allowed.`;
  return size <= parseByteSize(max) ? pass(told) : fail(told);
}
