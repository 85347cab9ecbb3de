import type { Instant } from '../domain/manifest.ts';

/** How the name of who acts is known: said for this command or this shell, Git's, or the login of the machine. */
export type IdentitySource = 'option' | 'environment' | 'git' | 'login';

/** Where writes go: into this repository, to a remote that was last read at a time, or nowhere before somebody says it. */
export type WriteTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'remote'; readonly remote: string; readonly fetchedAt?: Instant }
  | { readonly kind: 'undecided'; readonly remote: string };

/** What the machine knows of the place where a registry lies, beyond what the registry itself says. */
export interface Surroundings {
  readonly identity: IdentitySource;
  readonly writes: WriteTarget;
  /** Steps of git, such as `merge`, that somebody began in a work tree and has not ended. */
  readonly unfinished: readonly { readonly folder: string; readonly step: string }[];
}
