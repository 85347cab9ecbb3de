import { MergelineError } from '../../../core/errors.ts';
import type { FindCredential, RegistryCredential } from './credential.ts';
import { credentialInFiles } from './docker-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks where people keep what lets them into a registry: `MERGELINE_OCI_*`, `GITHUB_TOKEN` for GitHub's own registry, then
 * what `docker login`, `podman login` and their helpers wrote. Hosts are compared whole: a name that only ends alike gets nothing.
 */
export function findCredentialOf(host: string, env: Environment): FindCredential {
  return async (repository) =>
    explicit(host, env) ?? ofGitHub(host, env) ?? (await credentialInFiles(host, repository, env));
}

/** Bound to one host, since `registry.yaml` of any clone may name others. @throws MergelineError `USAGE` */
function explicit(host: string, env: Environment): RegistryCredential | undefined {
  const secret = env['MERGELINE_OCI_PASSWORD'];
  if (!secret) return undefined;
  const [forHost, user] = [env['MERGELINE_OCI_HOST'], env['MERGELINE_OCI_USER']];
  if (!forHost || !user) {
    throw new MergelineError('USAGE', 'MERGELINE_OCI_PASSWORD is set, but not for which registry and user it is.', {
      hint: 'Set MERGELINE_OCI_HOST (such as ghcr.io) and MERGELINE_OCI_USER too.',
    });
  }
  return forHost === host ? { kind: 'password', user, secret } : undefined;
}

function ofGitHub(host: string, env: Environment): RegistryCredential | undefined {
  const secret = env['GITHUB_TOKEN'];
  if (host !== 'ghcr.io' || !secret) return undefined;
  return { kind: 'password', user: env['GITHUB_ACTOR'] || 'x-access-token', secret };
}
