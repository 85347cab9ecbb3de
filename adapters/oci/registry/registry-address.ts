import { MergelineError } from '../../../core/errors.ts';
import { zoneOf } from '../../http/network-zone.ts';

/** Where an OCI registry answers. */
export interface RegistryAddress {
  /** As people write it, and as credentials are kept under: `ghcr.io`, `127.0.0.1:5000`, `docker.io`. */
  readonly host: string;
  /** Of its API: `https://registry-1.docker.io`. */
  readonly origin: string;
}

/** One repository of a registry. */
export interface RepositoryAddress {
  readonly registry: RegistryAddress;
  /** Below the host: `acme/models/iris`. */
  readonly path: string;
}

/** One registry under the names that docker gives it. */
const dockerHub = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * @param reference `ghcr.io/acme/models`, with no tag and no digest, as `registry.yaml` has it.
 * @throws MergelineError `INPUT_INVALID`
 */
export function parseRepositoryAddress(reference: string): RepositoryAddress {
  const slash = reference.indexOf('/');
  const [host, path] = [reference.slice(0, slash), reference.slice(slash + 1)];
  if (slash < 1 || path === '') throw invalid(reference, 'names no repository below a host');
  const registry = parseRegistryHost(host);
  const isOfficial = registry.host === 'docker.io' && !path.includes('/');
  return { registry, path: isOfficial ? `library/${path}` : path };
}

export function formatRepositoryAddress({ registry, path }: RepositoryAddress): string {
  return `${registry.host}/${path}`;
}

/** As docker does: plain HTTP to this machine alone. */
function parseRegistryHost(host: string): RegistryAddress {
  if (dockerHub.has(host)) return { host: 'docker.io', origin: 'https://registry-1.docker.io' };
  const url = URL.parse(`https://${host}`);
  if (url === null || url.host === '' || url.username !== '' || url.pathname !== '/') {
    throw invalid(host, 'is no host of a registry');
  }
  const scheme = zoneOf(url.hostname) === 'loopback' ? 'http' : 'https';
  return { host, origin: new URL(`${scheme}://${host}`).origin };
}

function invalid(text: string, fact: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `${JSON.stringify(text)} ${fact}.`, {
    hint: 'Write the reference of an oci store as host/path, such as ghcr.io/acme/models.',
  });
}
