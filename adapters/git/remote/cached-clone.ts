import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withProcessLock } from '../../filesystem/process-lock.ts';
import { ifPresent } from '../if-present.ts';
import { initBareGit, setGitConfig } from '../init-git.ts';
import { GitConfig, parseGitConfig } from '../layout/git-config.ts';

/** `git+https://…`, `git+ssh://…`, `git@host:path`, or any URL that ends in `.git`. */
const prefixedUrl = /^git\+((?:https?|ssh|file):\/\/.+)$/;
const gitUrl = /^(?:git@[^:]+:.+|(?:https?|ssh):\/\/.+\.git)$/;

/** The URL that `git` takes, of an address that names a repository elsewhere; undefined for any other address. */
export function gitUrlOf(address: string): string | undefined {
  return prefixedUrl.exec(address)?.[1] ?? gitUrl.exec(address)?.[0];
}

/**
 * The clone in the user's cache through which a registry at a URL is read and written; made when it is not there. It is a
 * cache: whoever deletes it loses nothing but time, and the bytes of models that were registered into a local store.
 */
export async function cachedCloneOf(url: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mergeline', 'clones');
  const clone = join(cache, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.git`);
  await withProcessLock(`${clone}.lock.sqlite`, async () => {
    if (await isSetUp(clone)) return;
    await initBareGit(clone);
    await setGitConfig(clone, 'remote.origin.url', url);
    await setGitConfig(clone, 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    // Last, because it is what tells that the clone was set up to its end.
    await setGitConfig(clone, 'mergeline.remote', 'origin');
  });
  return clone;
}

async function isSetUp(clone: string): Promise<boolean> {
  const config = await ifPresent(readFile(join(clone, 'config'), 'utf8'));
  return new GitConfig(parseGitConfig(config ?? '')).get('mergeline.remote') === 'origin';
}
