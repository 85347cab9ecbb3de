import { MergelineError } from '../../core/errors.ts';
import type { GitConfig } from './layout/git-config.ts';

/** Where a clone's writes go, as git config `mergeline.remote` says. */
export type RemoteChoice =
  | { readonly kind: 'local' }
  | { readonly kind: 'remote'; readonly remote: string }
  | { readonly kind: 'undecided'; readonly remote: string };

/** @throws MergelineError `REMOTE_UNDECIDED` for a remote that there is not. */
export function remoteChoiceOf(config: GitConfig): RemoteChoice {
  const remotes = remotesOf(config);
  const chosen = config.get('mergeline.remote');
  if (chosen === 'none') return { kind: 'local' };
  if (chosen === undefined) {
    const remote = remotes.includes('origin') ? 'origin' : remotes[0];
    return remote === undefined ? { kind: 'local' } : { kind: 'undecided', remote };
  }
  if (remotes.includes(chosen)) return { kind: 'remote', remote: chosen };
  throw new MergelineError(
    'REMOTE_UNDECIDED',
    `git config mergeline.remote names ${chosen}, and there is no such remote.`,
    {
      hint: `Set it to ${['none', ...remotes].join(' or ')}.`,
    },
  );
}

export function remotesOf(config: GitConfig): readonly string[] {
  const names = config.names().flatMap((name) => /^remote\.(.+)\.url$/.exec(name)?.[1] ?? []);
  return [...new Set(names)];
}
