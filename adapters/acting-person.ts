import { userInfo } from 'node:os';
import { requireActorName } from '../core/domain/actor-name.ts';
import type { Person } from '../core/ports/repository.ts';
import type { IdentitySource } from '../core/ports/surroundings.ts';
import { readGitIdentity } from './git/git-identity.ts';
import type { GitLayout } from './git/layout/find-git-layout.ts';

export interface ActorOptions {
  /** Who acts, where somebody said so. */
  readonly actor?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ActingPerson extends Person {
  readonly source: IdentitySource;
}

/**
 * Who acts: the name that was given, else `MERGELINE_ACTOR`, else git's `user.name`, else the login of this machine. Git's
 * address goes with git's own name only: whoever acts under another name must not leave traces of this one.
 * @throws MergelineError `INPUT_INVALID` for a name that was given and could pass for another; git's own may still read.
 */
export async function actingPerson(
  layout: Pick<GitLayout, 'commonDir' | 'config'>,
  { actor, env }: ActorOptions,
): Promise<ActingPerson> {
  const identity = await readGitIdentity(layout);
  const [name, source] = nameOf(actor, env['MERGELINE_ACTOR'], identity.name);
  if (source === 'option' || source === 'environment') requireActorName(name);
  const email = name === identity.name ? identity.email : undefined;
  return { name, email: email ?? `${name.replace(/[^A-Za-z0-9._-]+/g, '-')}@mergeline.invalid`, source };
}

/** A shell hands over its environment as what was said, so the two are told apart by their values. */
function nameOf(
  said: string | undefined,
  environment: string | undefined,
  git: string | undefined,
): readonly [name: string, source: IdentitySource] {
  if (said && said !== environment) return [said, 'option'];
  if (environment) return [environment, 'environment'];
  return git ? [git, 'git'] : [userInfo().username, 'login'];
}
