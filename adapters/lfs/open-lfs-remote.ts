import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MergelineError } from '../../core/errors.ts';
import type { GitLayout } from '../git/layout/find-git-layout.ts';
import { GitConfig } from '../git/layout/git-config.ts';
import { GitProgram } from '../git/program/git-program.ts';
import { withoutCredentials } from '../git/remote/without-credentials.ts';
import { type Endpoint, findEndpoint, type Operation } from './find-endpoint.ts';
import { openFolderRemote } from './folder-lfs-remote.ts';
import { GitCredential } from './git-credential.ts';
import { HttpAccess } from './http-access.ts';
import { HttpLfsRemote } from './http-lfs-remote.ts';
import type { LfsAccess } from './lfs-access.ts';
import { LfsApi, type LfsApiOptions } from './lfs-api.ts';
import type { LfsRemote } from './lfs-remote.ts';
import { SshAccess } from './ssh-access.ts';

/**
 * The Git LFS objects of one remote of a repository.
 * @throws MergelineError `REMOTE_FAILED` when nothing tells where they are.
 */
export async function openLfsRemote(
  layout: GitLayout,
  remote: string,
  operation: Operation,
  options: LfsApiOptions = {},
): Promise<LfsRemote> {
  const git = new GitProgram(layout.commonDir);
  const settings = await settingsOf(git, layout);
  const url = await addressOf(remote, operation, git, settings);
  const endpoint = url === undefined ? undefined : findEndpoint({ remote, url }, operation, settings.config);
  if (endpoint === undefined) throw noEndpoint(remote, url);
  if (endpoint.kind === 'folder')
    return await openFolderRemote(remote, resolve(layout.workTree ?? layout.commonDir, endpoint.path));
  const access = accessTo(endpoint, git, settings);
  const name = `${remote} (${endpoint.kind === 'ssh' ? endpoint.destination : bare(endpoint.url)})`;
  const http = { ...(await httpOptionsOf(settings.config)), ...options.http };
  return new HttpLfsRemote(new LfsApi({ name, remote }, access, { ...options, http }));
}

interface Settings {
  readonly config: GitConfig;
  readonly hasProgram: boolean;
}

/** With the person's own settings and the machine's, where git is there to read them. */
async function settingsOf(git: GitProgram, { config }: GitLayout): Promise<Settings> {
  const listed = await git.run(['config', '--list', '--null']).catch(() => undefined);
  if (listed?.code !== 0) return { config, hasProgram: false };
  const values = new Map<string, string[]>();
  for (const line of listed.stdout.split('\0')) {
    const at = line.indexOf('\n');
    const name = at < 0 ? line : line.slice(0, at);
    if (name !== '') values.set(name, [...(values.get(name) ?? []), at < 0 ? 'true' : line.slice(at + 1)]);
  }
  return { config: new GitConfig(values), hasProgram: true };
}

/** Git itself rewrites addresses, as its settings `url.<base>.insteadOf` say. */
async function addressOf(
  remote: string,
  operation: Operation,
  git: GitProgram,
  { config, hasProgram }: Settings,
): Promise<string | undefined> {
  if (!hasProgram) return config.get(`remote.${remote}.url`);
  const push = operation === 'upload' ? ['--push'] : [];
  const { code, stdout } = await git.run(['remote', 'get-url', ...push, '--', remote]);
  return code === 0 ? stdout.split('\n')[0] : undefined;
}

function accessTo(endpoint: Exclude<Endpoint, { kind: 'folder' }>, git: GitProgram, settings: Settings): LfsAccess {
  const { config, hasProgram } = settings;
  if (endpoint.kind === 'ssh') return new SshAccess(endpoint, config);
  return new HttpAccess(endpoint, config, hasProgram ? new GitCredential(git, endpoint.asked) : undefined);
}

/** Proxy and certificates as git is told of them. */
async function httpOptionsOf(config: GitConfig): Promise<LfsApiOptions['http'] & {}> {
  const proxy = config.get('http.proxy');
  const bundle = process.env['GIT_SSL_CAINFO'] || config.get('http.sslcainfo');
  return {
    env: { ...process.env, ...(proxy && { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }) },
    ...(bundle && { ca: await readFile(bundle, 'utf8').catch((error: unknown) => unreadable(bundle, error)) }),
  };
}

function unreadable(bundle: string, cause: unknown): never {
  throw new MergelineError('REMOTE_FAILED', `The certificates in ${bundle} cannot be read.`, {
    hint: 'Correct git config http.sslCAInfo, or GIT_SSL_CAINFO.',
    cause,
  });
}

function bare(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function noEndpoint(remote: string, url: string | undefined): MergelineError {
  const fact = url === undefined ? 'has no address' : `is at ${withoutCredentials(url)}, where Git LFS reaches nothing`;
  return new MergelineError('REMOTE_FAILED', `The remote ${remote} ${fact}.`, {
    hint: `Name a Git LFS server with: git config remote.${remote}.lfsurl <https address>`,
  });
}
