import { parseActor } from '../domain/actor.ts';
import type { Policy, StagePolicy } from '../domain/policy.ts';
import { isAmong } from '../domain/principal.ts';

/**
 * Whether somebody may merge into the stage before it is approved. It passes over verdicts that are pending, never
 * over a failed one: `allowsProposal` of the verdicts must hold as well.
 * @param owners of the model, for a policy that names `owners`.
 */
export function mayBreakGlass(
  stage: Pick<StagePolicy, 'breakGlass'>,
  actor: string,
  roles: Policy['roles'],
  owners: readonly string[] = [],
): boolean {
  return isAmong(parseActor(actor), stage.breakGlass, { roles, owners });
}
