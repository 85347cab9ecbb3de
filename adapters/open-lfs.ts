import type { ContentFolder } from './filesystem/content-folder.ts';
import type { GitLayout } from './git/layout/find-git-layout.ts';
import { remoteChoiceOf, remotesOf } from './git/remote-choice.ts';
import type { Operation } from './lfs/find-endpoint.ts';
import { LfsCopies } from './lfs/lfs-copies.ts';
import { lfsObjects } from './lfs/lfs-objects.ts';
import type { LfsRemote } from './lfs/lfs-remote.ts';

/** The Git LFS objects of a repository, and those of its remote where it has one. */
export interface LfsPlaces {
  readonly objects: ContentFolder;
  readonly copies: LfsCopies | undefined;
}

/** Nothing is asked of the remote before somebody needs it. */
export function lfsPlacesOf(layout: GitLayout): LfsPlaces {
  const objects = lfsObjects(layout.commonDir, layout.config.get('lfs.storage'));
  const remote = remoteWithObjects(layout);
  if (remote === undefined) return { objects, copies: undefined };
  const opened = new Map<Operation, Promise<LfsRemote>>();
  const open = async (operation: Operation) => {
    const { openLfsRemote } = await import('./lfs/open-lfs-remote.ts');
    const opening = opened.get(operation) ?? openLfsRemote(layout, remote, operation);
    opened.set(operation, opening);
    // One that was away may be there when it is needed again.
    opening.catch(() => opened.delete(operation));
    return await opening;
  };
  const takesWrites = remoteChoiceOf(layout.config).kind === 'remote';
  return { objects, copies: new LfsCopies({ remote, objects, open, takesWrites }) };
}

/** Also of a clone whose writes stay in it: what it was cloned with comes from there. */
function remoteWithObjects({ config }: GitLayout): string | undefined {
  const choice = remoteChoiceOf(config);
  if (choice.kind !== 'local') return choice.remote;
  const remotes = remotesOf(config);
  return remotes.includes('origin') ? 'origin' : remotes[0];
}
