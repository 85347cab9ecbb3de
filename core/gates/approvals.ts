import { accountOf, parseActor } from '../domain/actor.ts';
import { namesOf } from '../domain/principal.ts';
import { everyoneBehind, excludedBy, exclusionOf } from './behind.ts';
import type { Candidacy } from './candidacy.ts';
import { fail, type GateOf, type Judgement, pass, pending, Unjudgeable } from './judgement.ts';
import { type Standing, standingOf } from './reviewers.ts';

/** Enough distinct people, none of them behind the proposal, approved exactly the head that would be merged. */
export function judgeApprovals(gate: GateOf<'approvals'>, candidacy: Candidacy): Judgement {
  if (!Number.isInteger(gate.count) || gate.count < 0)
    throw new Unjudgeable('The gate does not say how many approvals it wants.');
  const standing = standingOf(candidacy, gate);
  const { approvals, rejections } = standing;
  const given = approvals.map(({ actor }) => actor).join(', ');
  if (rejections.length > 0) {
    const against = rejections.map(({ actor, comment }) => `${actor} rejected it${comment ? `: ${comment}` : ''}`);
    return pending(`${against.join('; ')}. Their approval, or a new review of theirs, is needed.`);
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
  return pending(
    [`${count}: ${whoMayApprove(gate, candidacy)}.`, ...remarksOn(standing), ...wayOut(gate, candidacy, standing)].join(
      ' ',
    ),
  );
}

function whoMayApprove(gate: GateOf<'approvals'>, candidacy: Candidacy): string {
  const excluded = excludedBy(gate.exclude ?? everyoneBehind, candidacy.backers);
  const names = [...new Set(excluded.map(({ name }) => name))].join(', ');
  const notBehind = names && `not ${names}, who ${excluded.length === 1 ? 'stands' : 'stand'} behind it`;
  if (gate.by === undefined) return notBehind ? `anyone may give them, but ${notBehind}` : 'anyone may give them';
  const eligible = eligiblePeople(gate, candidacy);
  const shown = eligible.slice(0, 10).join(', ') + (eligible.length > 10 ? ` and ${eligible.length - 10} more` : '');
  const from = `from ${gate.by.join(', ')}`;
  return eligible.length > 0
    ? `${from} (${shown})`
    : `${from}, where nobody is left who may give them${notBehind && `: ${notBehind}`}`;
}

/** Everyone whom the gate names and does not exclude. */
function eligiblePeople(gate: GateOf<'approvals'>, { policy, owners, backers }: Candidacy): readonly string[] {
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
function wayOut(gate: GateOf<'approvals'>, candidacy: Candidacy, { discounted }: Standing): string[] {
  if (!isAlone(gate, candidacy, discounted.length > 0)) return [];
  return [
    `If nobody else is there to approve, write exclude: [] in gate ${gate.id} of stage ${candidacy.stage.name} in registry.yaml; whoever stands behind a proposal may then approve it.`,
  ];
}

function isAlone(gate: GateOf<'approvals'>, candidacy: Candidacy, triedThemselves: boolean): boolean {
  if (gate.exclude?.length === 0) return false;
  if (gate.by) return eligiblePeople(gate, candidacy).length < gate.count;
  const { policy, owners, backers } = candidacy;
  const behind = new Set(
    Object.values(backers)
      .flat()
      .map((name) => accountOf(parseActor(name))),
  );
  const known = [...Object.values(policy.roles).flat(), ...policy.owners.flatMap((line) => line.owners), ...owners];
  const others = known.filter((name) => !behind.has(accountOf(parseActor(name))));
  return others.length === 0 && (triedThemselves || behind.size === 1);
}
