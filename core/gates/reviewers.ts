import { accountOf, parseActor, tracesOf } from '../domain/actor.ts';
import { millisecondsOf } from '../domain/duration.ts';
import type { Behind, Principal } from '../domain/policy.ts';
import { isAmong } from '../domain/principal.ts';
import type { Review } from '../domain/records.ts';
import { everyoneBehind, excludedBy, exclusionOf } from './behind.ts';
import type { Reviewed } from './candidacy.ts';

/** Whose review a rule accepts. */
export interface ReviewRule {
  /** Anyone when absent. */
  readonly by?: readonly Principal[] | undefined;
  /** Everyone behind the proposal when absent. */
  readonly exclude?: readonly Behind[] | undefined;
  readonly verifiedIdentity?: boolean | undefined;
}

/** What the reviews of a proposal come to under a rule: one line for each person. */
export interface Standing {
  /** Their last word on exactly this head is yes. */
  readonly approvals: readonly Review[];
  /** Their last word, on whatever head, is no. */
  readonly rejections: readonly Review[];
  /** Approvals of this head that do not count, and why. */
  readonly discounted: readonly { readonly actor: string; readonly why: string }[];
  /** Said yes to an older head and nothing to this one. */
  readonly outdated: readonly string[];
}

/**
 * A person is one, however spelt, so that two spellings never make two approvals. A review that does not
 * count is set aside first, so that it supersedes nothing. Taking an approval away never adds one: a person's word on
 * this head is looked for first, and only a no is carried over from older heads.
 */
export function standingOf(candidacy: Reviewed, rule: ReviewRule): Standing {
  const standing: { [Kind in keyof Standing]: Standing[Kind][number][] } = {
    approvals: [],
    rejections: [],
    discounted: [],
    outdated: [],
  };
  const faultOf = faultFinder(candidacy, rule);
  const isHere = ({ head }: Review) => head === candidacy.head;
  for (const reviews of groupByAccount(candidacy.reviews)) {
    const counted = reviews.filter((review) => faultOf(review) === undefined);
    const lastHere = last(counted.filter(isHere));
    const review = lastHere ?? last(counted);
    if (review === undefined) standing.discounted.push(...discountedOf(reviews.filter(isHere), faultOf));
    else if (review.verdict === 'reject') standing.rejections.push(review);
    else if (review === lastHere) standing.approvals.push(...plainest(counted.filter(isHere)));
    else standing.outdated.push(review.actor);
  }
  return { ...standing, approvals: apart(standing.approvals) };
}

/** The approval that was given in vain, for the person who gave it to read. */
function discountedOf(reviews: readonly Review[], faultOf: FaultFinder): Standing['discounted'] {
  const review = last(reviews);
  const why = review && faultOf(review);
  return review?.verdict === 'approve' && why !== undefined ? [{ actor: review.actor, why }] : [];
}

type FaultFinder = (review: Review) => string | undefined;

/** Why a person's review does not count under the rule, or undefined when it does. */
function faultFinder({ backers, policy, owners }: Reviewed, rule: ReviewRule): FaultFinder {
  const excluded = excludedBy(rule.exclude ?? everyoneBehind, backers);
  const people = { roles: policy.roles, owners };
  return ({ actor: text, identity }) => {
    const actor = parseActor(text);
    if (actor.bot) return 'is a bot';
    if (accountOf(actor) === '') return 'is no name';
    const behind = exclusionOf(actor, excluded);
    if (behind !== undefined) return behind;
    if (rule.by && !isAmong(actor, rule.by, people)) return `is not among ${rule.by.join(', ')}`;
    if (rule.verifiedIdentity && identity !== 'verified')
      return 'has an asserted identity, and the gate wants a verified one';
    return undefined;
  };
}

function groupByAccount(reviews: readonly Review[]): readonly (readonly Review[])[] {
  return [...Map.groupBy(reviews, ({ actor }) => accountOf(parseActor(actor))).values()];
}

/**
 * The approvals of one person in the spellings that tell least of them, the newest of those that tell the same. Another
 * spelling may make them like somebody else, and approving again in it must not undo the plainer one.
 */
function plainest(reviews: readonly Review[]): readonly Review[] {
  const plainestFirst = reviews
    .filter(({ verdict }) => verdict === 'approve')
    .toSorted((a, b) => millisecondsOf(b.at) - millisecondsOf(a.at))
    .map(personOf)
    .toSorted((a, b) => a.traces.size - b.traces.size);
  const plain: Person[] = [];
  for (const person of plainestFirst)
    if (!plain.some(({ traces }) => traces.isSubsetOf(person.traces))) plain.push(person);
  return plain.map(({ review }) => review);
}

/** More names than this that may be one person are no team's: those beyond it count for nothing. */
const mostAlike = 12;

/**
 * The most approvals of which no two may come from one person: whoever leaves a trace in common may be one. The most, and
 * not the first that fit, so that an approval more never makes one less.
 */
function apart(approvals: readonly Review[]): readonly Review[] {
  const people = approvals.map(personOf);
  const isAlone = ({ traces }: Person) =>
    people.every((it) => it.traces === traces || traces.isDisjointFrom(it.traces));
  const alike = people.filter((person) => !isAlone(person)).slice(0, mostAlike);
  const counted = [...people.filter(isAlone), ...largestApart(alike)].map(({ review }) => review);
  return approvals.filter((review) => counted.includes(review));
}

interface Person {
  readonly review: Review;
  readonly traces: ReadonlySet<string>;
}

function personOf(review: Review): Person {
  return { review, traces: tracesOf(parseActor(review.actor)) };
}

function largestApart([first, ...rest]: readonly Person[]): readonly Person[] {
  if (first === undefined) return [];
  const others = rest.filter(({ traces }) => traces.isDisjointFrom(first.traces));
  const [taken, left] = [[first, ...largestApart(others)], largestApart(rest)];
  return left.length > taken.length ? left : taken;
}

/** The newest review; of two in one second, the no. */
function last(reviews: readonly Review[]): Review | undefined {
  return reviews.reduce<Review | undefined>((newest, it) => {
    if (newest === undefined) return it;
    const later = millisecondsOf(it.at) - millisecondsOf(newest.at);
    return later > 0 || (later === 0 && it.verdict === 'reject') ? it : newest;
  }, undefined);
}
