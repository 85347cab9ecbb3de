import type { Finding, Path } from '../../../registry-schema/finding.ts';
import { accountOf, parseActor } from '../../domain/actor.ts';
import type { Policy, Principal } from '../../domain/policy.ts';
import { namesOf } from '../../domain/principal.ts';
import type { PlacedGate } from './placed-gate.ts';

/** Gates that wait for people who cannot answer, or whom there are not. */
export function unworkablePeople({ gate, at, list: { stage }, policy }: PlacedGate): readonly Finding[] {
  const waivable = nobodyAmong(gate.waivable ?? [], [...at, 'waivable'], policy);
  if (gate.gate !== 'approvals' && gate.gate !== 'checklist') return waivable;
  if (stage?.review === 'none') {
    const message = `is ${gate.gate}, but ${stage.name} takes direct commits, which nobody can approve; give the stage review: proposal`;
    return [...waivable, { path: [...at, 'gate'], message }];
  }
  if (gate.gate !== 'approvals' || gate.by === undefined) return waivable;
  const people = peopleAmong(gate.by, policy);
  if (people === 'owners' || people.length >= gate.count) return waivable;
  if (people.length === 0) return [...waivable, ...nobodyAmong(gate.by, [...at, 'by'], policy)];
  const message = `is ${gate.count}, but by names only ${people.length} who can approve: ${people.join(', ')}`;
  return [...waivable, { path: [...at, 'count'], message }];
}

export function unworkableBreakGlass(policy: Policy): readonly Finding[] {
  return policy.stages.flatMap(({ breakGlass }, index) =>
    nobodyAmong(breakGlass, ['stages', index, 'breakGlass'], policy),
  );
}

/** The start of no name, so that no person is taken for it. */
const anOwner = ' an owner';

/**
 * Accounts of people, each once, as their approvals are counted; bots give none. `owners` where these are among them: each
 * model has its own.
 */
function peopleAmong(principals: readonly Principal[], { roles }: Policy): readonly string[] | 'owners' {
  const names = namesOf(principals, { roles, owners: [anOwner] });
  if (names.includes(anOwner)) return 'owners';
  const accounts = names.map(parseActor).filter(({ bot }) => !bot);
  return [...new Set(accounts.map(accountOf))].filter((account) => account !== '');
}

function nobodyAmong(principals: readonly Principal[], path: Path, policy: Policy): readonly Finding[] {
  if (principals.length === 0 || peopleAmong(principals, policy).length > 0) return [];
  return [{ path, message: `is ${principals.join(', ')}, which is no person; add people, to the role if it is one` }];
}
