import type { IdentitySource, Surroundings } from '../ports/surroundings.ts';
import { type Check, checksOf } from './check.ts';

const { ok, warning } = checksOf('you');

const said: Readonly<Record<IdentitySource, string>> = {
  option: '--as',
  environment: 'MERGELINE_ACTOR',
  git: "git's user.name",
  login: 'the login of this machine',
};

/** Who acts and how that is known. A local registry believes what it is told, and records that. */
export function checkActor({ identity }: Surroundings, actor: string): Check {
  const message = `you act as ${actor}, by ${said[identity]}: asserted, not verified`;
  if (identity !== 'login') return ok('identity', message);
  return warning('identity', message, 'Tell git your name: git config --global user.name "<name>"');
}
