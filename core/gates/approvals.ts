import { parseActor } from '../domain/actor.ts';
import { namesOf } from '../domain/principal.ts';
import { type Excluded, everyoneBehind, excludedBy, exclusionOf } from './behind.ts';
import type { Reviewed } from './candidacy.ts';
import { fail, type GateOf, type Judgement, pass, pending, Unjudgeable } from './judgement.ts';
import { type Standing, standingOf } from './reviewers.ts';

/**
 * Enough distinct people, none of them behind the proposal, approved exactly the head that would be merged.
 * @param isOver whether it was let in long ago: then nobody is told how approvals could still come.
 */
export function judgeApprovals(gate: GateOf<'approvals'>, candidacy: Reviewed, isOver = false): Judgement {
  if (!Number.isInteger(gate.count) || gate.count < 0)
    throw new Unjudgeable('The gate does not say how many approvals it wants.');
  const standing = standingOf(candidacy, gate);
  const { approvals, rejections } = standing;
  const given = approvals.map(({ actor }) => actor).join(', ');
  if (rejections.length > 0) {
    const against = rejections.map(({ actor, comment }) => `${actor} rejected it${comment ? `: ${comment}` : ''}`);
    return pending(`${against.join('; ')}. A new review of theirs can change that.`);
  }
  if (approvals.length >= gate.count) {
    return pass(gate.count === 0 ? 'No approval is needed.' : `Approved by ${given}.`);
  }
  const { stage } = candidacy;
  if (stage.review === 'none') {
    return fail(
      `${stage.name} takes direct commits, which nobody can approve: set review: proposal for stage ${stage.name} in registry.yaml.`,
    );
  }
  const count = `${approvals.length} of ${gate.count} approvals${given && ` (${given})`}, ${gate.count - approvals.length} missing`;
  if (isOver) return pending([`${count}.`, ...remarksOn(standing)].join(' '));
  return pending(
    [`${count}: ${whoMayApprove(gate, candidacy)}.`, ...remarksOn(standing), ...wayOut(gate, candidacy)].join(' '),
  );
}

function whoMayApprove(gate: GateOf<'approvals'>, candidacy: Reviewed): string {
  const behind = namesBehind(gate, candidacy);
  if (gate.by === undefined) return behind ? `anyone but ${behind}, may give them` : 'anyone may give them';
  const eligible = eligiblePeople(gate, candidacy);
  const shown = eligible.slice(0, 10).join(', ') + (eligible.length > 10 ? ` and ${eligible.length - 10} more` : '');
  const by = gate.by.join(', ');
  return eligible.length > 0 ? `from ${by} (${shown})` : `nobody is left among ${by}${behind && ` but ${behind}`}`;
}

/** `ann, who stands behind it` */
function namesBehind({ exclude = everyoneBehind }: GateOf<'approvals'>, { backers }: Reviewed): string {
  const names = peopleAmong(excludedBy(exclude, backers));
  if (names.length === 0) return '';
  return `${names.join(' and ')}, who ${names.length === 1 ? 'stands' : 'stand'} behind it`;
}

/** Each person once: Git tells an address behind every name, and another place may spell that name in its own way. */
function peopleAmong(excluded: readonly Excluded[]): readonly string[] {
  return excluded.flatMap(({ name, traces }, index) => {
    const earlier = excluded.slice(0, index);
    const previous = earlier.at(-1);
    const isAddressOf = isAddress(name) && previous !== undefined && !isAddress(previous.name);
    return isAddressOf || earlier.some((it) => !it.traces.isDisjointFrom(traces)) ? [] : [name];
  });
}

function isAddress(name: string): boolean {
  return parseActor(name).name === '';
}

/** Everyone whom the gate names and does not exclude. */
function eligiblePeople(gate: GateOf<'approvals'>, { policy, owners, backers }: Reviewed): readonly string[] {
  const excluded = excludedBy(gate.exclude ?? everyoneBehind, backers);
  return namesOf(gate.by ?? [], { roles: policy.roles, owners }).filter((name) => {
    const actor = parseActor(name);
    return !actor.bot && exclusionOf(actor, excluded) === undefined;
  });
}

function remarksOn({ discounted, outdated }: Standing): string[] {
  return [
    ...discounted.map(({ actor, why }) => `The approval of ${actor} does not count: ${actor} ${why}.`),
    ...outdated.map((actor) => `${actor} approved an older state and may approve again.`),
  ];
}

/** A person alone can never satisfy the gate: they are told which line decides that. */
function wayOut(gate: GateOf<'approvals'>, candidacy: Reviewed): string[] {
  if (gate.exclude?.length === 0 || !isAlone(gate, candidacy)) return [];
  const alone = `write exclude: [] in gate ${gate.id} of ${placeOf(candidacy)} in registry.yaml to let them approve their own`;
  return gate.by?.includes('owners')
    ? [`Add owners to models/${candidacy.model.name}/model.yaml or owners in registry.yaml, or ${alone}.`]
    : [`If nobody else is there, ${alone}.`];
}

function placeOf({ stage, change }: Reviewed): string {
  return change === undefined ? `stage ${stage.name}` : `changes.${change}`;
}

/** Too few of those whom the gate names are left; or, where it names nobody, the policy knows no one else at all. */
function isAlone(gate: GateOf<'approvals'>, candidacy: Reviewed): boolean {
  if (gate.by) return eligiblePeople(gate, candidacy).length < gate.count;
  const { policy } = candidacy;
  const named = [
    ...Object.keys(policy.roles).map((role) => `role:${role}`),
    ...policy.owners.flatMap((line) => line.owners),
  ];
  const known = eligiblePeople({ ...gate, by: ['owners', ...named] }, candidacy);
  return known.length === 0;
}
