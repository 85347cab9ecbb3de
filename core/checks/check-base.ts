import { basePlaces } from '../bases/base-places.ts';
import type { RegistryContext } from '../context.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import { readBase } from '../pointers/read-base.ts';
import { type Check, checksOf } from './check.ts';

const { ok, problem } = checksOf('policy');

/** Whether images can be composed on the pinned base, wherever models lie. */
export async function checkBase(
  policy: Policy,
  context: Pick<RegistryContext, 'openBases'>,
): Promise<readonly Check[]> {
  const { base } = policy.serving;
  if (!('digest' in base)) return [];
  const { name, digest, platforms } = base;
  try {
    for (const { bases } of basePlaces(policy, digest, context)) await readBase(digest, platforms, bases);
    return [ok('serving base', `images are composed on ${name} for ${platforms.join(', ')}`)];
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return [problem('serving base', `nothing can be promoted: ${error.message}`, error.hint ?? 'mergeline base build')];
  }
}
