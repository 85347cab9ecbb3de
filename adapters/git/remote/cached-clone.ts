import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { MergelineError } from '../../../core/errors.ts';
import { withProcessLock } from '../../filesystem/process-lock.ts';
import { onDisk } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import { initBareGit, setGitConfig } from '../init-git.ts';

/** `git+https://…`, `git+ssh://…`, `git@host:path`, or any URL that ends in `.git`. */
const prefixedUrl = /^git\+((?:https?|ssh|file):\/\/.+)$/;
const gitUrl = /^(?:git@[^/:]+:.+|(?:https?|ssh):\/\/.+\.git)$/;

/**
 * The URL that `git` takes, of an address that names a repository elsewhere; undefined for any other address.
 * @throws MergelineError `CREDENTIAL_FOUND` for an http(s) URL with user information, which would be kept on disk.
 */
export function gitUrlOf(address: string): string | undefined {
  const url = prefixedUrl.exec(address)?.[1] ?? gitUrl.exec(address)?.[0];
  if (url === undefined || !/^https?:\/\/[^/]*@/.test(url)) return url;
  throw new MergelineError('CREDENTIAL_FOUND', 'The address of the registry holds a user name or a token.', {
    hint: 'Leave it out, and let git keep it: git help credentials',
  });
}

/**
 * The clone in the user's cache through which a registry at a URL is read and written; made, with nothing fetched yet, when
 * it is not there. It is a cache: whoever deletes it loses nothing but time, and the bytes of models that were registered
 * into a local store.
 */
export async function cachedCloneOf(url: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const clones = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mergeline', 'clones');
  const clone = join(clones, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.git`);
  const isThere = async () => (await ifPresent(stat(clone))) !== undefined;
  if (await isThere()) return clone;
  await withProcessLock(join(clones, 'lock.sqlite'), async () => {
    if (!(await isThere())) await onDisk(clone, () => makeClone(clone, url));
  });
  return clone;
}

/** Complete, or not there. */
async function makeClone(clone: string, url: string): Promise<void> {
  const unfinished = join(dirname(clone), `unfinished-${randomUUID()}`);
  try {
    await mkdir(unfinished);
    await initBareGit(unfinished);
    await setGitConfig(unfinished, 'remote.origin.url', url);
    await setGitConfig(unfinished, 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    await setGitConfig(unfinished, 'mergeline.remote', 'origin');
    await rename(unfinished, clone);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
