import { formatDuration, instantOf, millisecondsOf, parseDuration } from '../domain/duration.ts';
import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass, pending } from './judgement.ts';

/** The candidate holds another stage, without a break, for some time. */
export function judgeSoak({ stage, for: length }: GateOf<'soak'>, candidacy: Candidacy): Judgement {
  const { manifest } = candidateOf(candidacy);
  const starts = candidacy.tenures
    .filter((it) => it.stage === stage && it.until === undefined)
    .map(({ from }) => millisecondsOf(from));
  if (starts.length === 0) return fail(`${manifest.version} does not hold ${stage} now, so it cannot soak there.`);
  const start = Math.max(...starts);
  const elapsed = millisecondsOf(candidacy.now) - start;
  const required = parseDuration(length);
  const told = `${manifest.version} holds ${stage} for ${formatDuration(elapsed)} of ${formatDuration(required)}`;
  if (elapsed >= required) return pass(`${told}.`);
  const until = instantOf(start + required);
  return pending(`${told}; it may pass at ${until}.`, until);
}
