import { type Actor, parseActor, tracesOf } from '../domain/actor.ts';
import type { Behind } from '../domain/policy.ts';
import type { Backers } from './candidacy.ts';
import { Unjudgeable } from './judgement.ts';

export const everyoneBehind: readonly Behind[] = ['requester', 'opener', 'committers', 'registrar'];

const words: Readonly<Record<Behind, string>> = {
  requester: 'asked for it',
  opener: 'opened it',
  committers: 'wrote a commit of it',
  registrar: 'registered the version',
};

/** Somebody who may not vouch for a proposal, and why. */
export interface Excluded {
  readonly name: string;
  readonly traces: ReadonlySet<string>;
  readonly why: string;
}

/**
 * Everyone behind the proposal whom a rule excludes. A bot stands here under the name it carries, so that `ann[bot]` excludes ann.
 * @throws Unjudgeable when somebody behind it has no name that could be compared.
 */
export function excludedBy(exclude: readonly Behind[], backers: Backers): readonly Excluded[] {
  return exclude.flatMap((kind) => namesIn(backers[kind]).map((name) => excludedAs(name, words[kind])));
}

/** Of a list, empty texts are parts of a person that the forge does not know, such as an address. */
function namesIn(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names.filter((name) => name !== '');
}

/** Why this person may not vouch for the proposal, or undefined when they may. */
export function exclusionOf(actor: Actor, excluded: readonly Excluded[]): string | undefined {
  const traces = tracesOf(actor);
  const found = excluded.find((it) => !it.traces.isDisjointFrom(traces));
  if (found === undefined) return undefined;
  return found.name === actor.name ? found.why : `${found.why} as ${found.name}`;
}

function excludedAs(name: string, why: string): Excluded {
  const traces = tracesOf(parseActor(name));
  if (traces.size > 0) return { name, traces, why };
  throw new Unjudgeable(`It is not known who ${why}: ${JSON.stringify(name)} is no name.`);
}
