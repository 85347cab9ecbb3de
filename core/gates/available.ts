import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type Judgement, pass, skipped } from './judgement.ts';

/** Always judged: a yanked or erased version takes no stage. */
export function judgeAvailable(candidacy: Candidacy): Judgement {
  if (candidacy.pointer.version === null) return skipped('The stage is to be emptied.');
  if (candidacy.pointer.change === 'hold') return skipped('The version that holds the stage stays.');
  const { manifest, status } = candidateOf(candidacy);
  switch (status?.state) {
    case 'yanked':
    case 'erased':
      return fail(`${manifest.version} was ${status.state} by ${status.by}: ${status.reason}`);
    case 'deprecated':
      return pass(`${manifest.version} is deprecated, which forbids nothing: ${status.reason}`);
    default:
      return pass(`${manifest.version} is neither yanked nor erased.`);
  }
}
