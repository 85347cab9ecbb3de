import { parseActor } from '../domain/actor.ts';
import type { Policy, StagePolicy } from '../domain/policy.ts';
import { isAmong } from '../domain/principal.ts';
import { MergelineError, PolicyRefusal } from '../errors.ts';

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

/** @throws MergelineError `USAGE` without a reason: history keeps it beside the name. */
export function requireReason(reason: string | undefined): asserts reason is string {
  if (reason?.trim()) return;
  throw new MergelineError('USAGE', 'Breaking the glass needs a reason.', { hint: 'Say why with --reason.' });
}

/** @throws PolicyRefusal `NOT_ALLOWED` for anyone whom the stage does not name. */
export function requireMayBreakGlass(
  stage: Pick<StagePolicy, 'breakGlass' | 'name'>,
  actor: string,
  roles: Policy['roles'],
  owners: readonly string[],
): void {
  if (mayBreakGlass(stage, actor, roles, owners)) return;
  throw new PolicyRefusal('NOT_ALLOWED', `${actor} may not break the glass of ${stage.name}.`, {
    hint:
      stage.breakGlass.length > 0
        ? `These may: ${stage.breakGlass.join(', ')}.`
        : `Nobody may: breakGlass of ${stage.name} in registry.yaml is empty.`,
  });
}
