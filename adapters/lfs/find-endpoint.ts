import type { GitConfig } from '../git/layout/git-config.ts';

export type Operation = 'download' | 'upload';

/** Where the Git LFS objects of a remote are. */
export type Endpoint =
  /** `asked`: whose credentials git is asked for. */
  | { readonly kind: 'http'; readonly url: URL; readonly asked: URL }
  /** `git-lfs-authenticate` on that host tells the address and how to come in. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: string; readonly path: string }
  /** A repository on this machine, or on a disk of it. */
  | { readonly kind: 'folder'; readonly path: string };

export interface RemoteAddress {
  readonly remote: string;
  /** Of the remote's repository, as `git remote get-url` prints it. */
  readonly url: string;
}

/**
 * Endpoint of a remote as `git lfs` finds it: git config `lfs.url`, then `remote.<name>.lfsurl`, then the address of the
 * repository; to upload, `lfs.pushurl` and `remote.<name>.lfspushurl` come first. The file `.lfsconfig` does not count:
 * whoever may change it would get our credentials.
 * @returns undefined for an address that Git LFS has no way to reach.
 */
export function findEndpoint(
  { remote, url }: RemoteAddress,
  operation: Operation,
  config: Pick<GitConfig, 'get'>,
): Endpoint | undefined {
  const own = operation === 'upload' ? ['lfs.pushurl', 'lfs.url'] : ['lfs.url'];
  const perRemote = operation === 'upload' ? ['lfspushurl', 'lfsurl'] : ['lfsurl'];
  const names = [...own, ...perRemote.map((key) => `remote.${remote}.${key}`)];
  const chosen = names.map((name) => config.get(name)).find((value) => value !== undefined && value !== '');
  const repository = endpointAt(url, (it) => it);
  if (chosen === undefined) return endpointAt(url, withInfoLfs);
  const endpoint = endpointAt(chosen, (it) => it);
  if (endpoint?.kind !== 'http' || repository?.kind !== 'http') return endpoint;
  // One host, one account: what the person told git about the repository fits its objects.
  return repository.url.origin === endpoint.url.origin ? { ...endpoint, asked: repository.url } : endpoint;
}

const scpLike = /^(?:([^@:/\s]+)@)?(\[[^\]\s]+\]|[^:/\s@]{2,}):(?!\/\/)(\S+)$/;

function endpointAt(address: string, lfsUrlOf: (repository: URL) => URL): Endpoint | undefined {
  if (/^https?:\/\//i.test(address)) return httpEndpoint(address, lfsUrlOf);
  // A server that only speaks git's own protocol is expected to have its objects at the same name on the web.
  if (/^git:\/\//i.test(address)) return httpEndpoint(address.replace(/^git/i, 'https'), lfsUrlOf);
  if (/^file:\/\//i.test(address)) return folderEndpoint(address);
  if (/^(?:git\+)?ssh:\/\//i.test(address)) return sshEndpoint(address);
  if (/^[a-z][a-z0-9+.-]*:(?:\/\/|:)/i.test(address)) return undefined;
  const [, user, host = '', path = ''] = scpLike.exec(address) ?? [];
  if (path === '') return { kind: 'folder', path: address };
  return sshTo({ user, host: host.replace(/^\[|\]$/g, ''), path });
}

function httpEndpoint(address: string, lfsUrlOf: (repository: URL) => URL): Endpoint | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return { kind: 'http', url: lfsUrlOf(url), asked: url };
}

function withInfoLfs(repository: URL): URL {
  const url = new URL(repository);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = `${path}${path.endsWith('.git') ? '' : '.git'}/info/lfs`;
  return url;
}

function folderEndpoint(address: string): Endpoint | undefined {
  if (!URL.canParse(address)) return undefined;
  return { kind: 'folder', path: decodeURIComponent(new URL(address).pathname) };
}

function sshEndpoint(address: string): Endpoint | undefined {
  const [, user, host, port, path] =
    /^[a-z+]+:\/\/(?:([^@/\s]+)@)?(\[[^\]\s]+\]|[^:/\s@]+)(?::(\d+))?(\/\S*)$/i.exec(address) ?? [];
  if (host === undefined || path === undefined) return undefined;
  return sshTo({ user, host: host.replace(/^\[|\]$/g, ''), port, path });
}

/** Nothing that ssh would take for an option. */
function sshTo({
  user,
  host,
  port,
  path,
}: {
  readonly user: string | undefined;
  readonly host: string;
  readonly port?: string | undefined;
  readonly path: string;
}): Endpoint | undefined {
  const destination = user === undefined ? host : `${user}@${host}`;
  if (destination.startsWith('-') || host.startsWith('-')) return undefined;
  return { kind: 'ssh', destination, ...(port && { port }), path };
}
