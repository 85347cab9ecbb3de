import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { MergelineError } from '../../../core/errors.ts';
import { makeFolder } from '../../filesystem/make-folder.ts';
import { onDisk, storageError } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import { initBareGit, setGitConfig } from '../init-git.ts';
import { openGitRepository } from '../open-git-repository.ts';
import { openRemoteRepository } from './open-remote-repository.ts';

const unfinishedPrefix = 'unfinished-';
const abandonedAfter = 24 * 60 * 60 * 1000;

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

export interface CachedClone {
  readonly folder: string;
  /** Just made, so that nothing is newer at the remote. */
  readonly isNew: boolean;
}

export interface CloneOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False to fetch without the git program, as where there is none. */
  readonly useGitProgram?: boolean;
}

/**
 * The clone in the user's cache through which a registry at a URL is read and written; made and fetched when it is not
 * there. It is a cache: whoever deletes it loses nothing but time, and the bytes of models that were registered into a
 * local store.
 * @throws MergelineError `REMOTE_FAILED` for a remote that cannot be reached; nothing is left of the clone then.
 */
export async function cachedCloneOf(url: string, options: CloneOptions): Promise<CachedClone> {
  const clones = join(options.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mergeline', 'clones');
  const folder = join(clones, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.git`);
  if (await isThere(folder)) return { folder, isNew: false };
  await onDisk(clones, () => makeFolder(clones));
  await removeAbandoned(clones);
  await makeClone(folder, url, options);
  return { folder, isNew: true };
}

/** Complete, or not there. Of two at once, one stays. */
async function makeClone(folder: string, url: string, { useGitProgram }: CloneOptions): Promise<void> {
  const unfinished = join(dirname(folder), `${unfinishedPrefix}${randomUUID()}`);
  try {
    await onDisk(unfinished, () => initClone(unfinished, url));
    await fetchFirst(unfinished, url, { ...(useGitProgram !== undefined && { useGitProgram }) });
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await isThere(folder))) throw storageError(folder, error);
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function initClone(folder: string, url: string): Promise<void> {
  await mkdir(folder);
  await initBareGit(folder);
  await setGitConfig(folder, 'remote.origin.url', url);
  await setGitConfig(folder, 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  await setGitConfig(folder, 'mergeline.remote', 'origin');
}

async function fetchFirst(folder: string, url: string, options: Pick<CloneOptions, 'useGitProgram'>): Promise<void> {
  await using local = await openGitRepository({ path: folder, ...options });
  const remote = await openRemoteRepository(local, 'origin', options);
  try {
    await remote.fetch();
  } catch (error) {
    if (!(error instanceof MergelineError) || error.code !== 'REMOTE_FAILED') throw error;
    throw new MergelineError('REMOTE_FAILED', `${url} cannot be read.`, {
      hint: `Try the same with: git ls-remote ${url}`,
      details: error.details,
      cause: error,
    });
  }
}

/** What a killed process left, a day later. */
async function removeAbandoned(clones: string): Promise<void> {
  const names = (await readdir(clones)).filter((name) => name.startsWith(unfinishedPrefix));
  for (const folder of names.map((name) => join(clones, name))) {
    const found = await stat(folder).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfter) await rm(folder, { recursive: true, force: true });
  }
}

async function isThere(folder: string): Promise<boolean> {
  return (await ifPresent(stat(folder))) !== undefined;
}
