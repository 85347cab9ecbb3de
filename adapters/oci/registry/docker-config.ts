import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MergelineError } from '../../../core/errors.ts';
import type { RegistryCredential } from './credential.ts';
import { askCredentialHelper } from './credential-helper.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** https://docs.docker.com/reference/cli/docker/login/#credential-stores; containers-auth.json(5) is the same with longer keys. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, DockerAuth>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

interface DockerAuth {
  /** `user:password` in base 64. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** How the files and the helpers call Docker Hub. */
const hubKey = 'https://index.docker.io/v1/';

/**
 * What `docker login` or `podman login` kept for a registry, in the first file that has something.
 * @throws MergelineError `INPUT_INVALID` for a file that is no JSON, `REMOTE_FAILED` for a helper that does not work.
 */
export async function credentialInFiles(
  host: string,
  repository: string,
  env: Environment,
): Promise<RegistryCredential | undefined> {
  for (const file of filesOf(env)) {
    const config = await readConfig(file);
    const found = config && (await credentialIn(config, host, repository, env));
    if (found !== undefined) return found;
  }
  return undefined;
}

function filesOf(env: Environment): readonly string[] {
  const home = env['HOME'] || homedir();
  const docker = join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json');
  const runtime = env['XDG_RUNTIME_DIR'];
  const podman = env['REGISTRY_AUTH_FILE'] || (runtime && join(runtime, 'containers', 'auth.json'));
  return podman ? [docker, podman] : [docker];
}

async function readConfig(file: string): Promise<DockerConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null) return config;
  } catch {
    // The parser's own words may repeat a secret.
  }
  throw new MergelineError('INPUT_INVALID', `${file}, where registry credentials are kept, is not valid JSON.`, {
    hint: 'Mend it, or log in again with: docker login',
  });
}

async function credentialIn(
  { auths = {}, credsStore, credHelpers = {} }: DockerConfig,
  host: string,
  repository: string,
  env: Environment,
): Promise<RegistryCredential | undefined> {
  const server = host === 'docker.io' ? hubKey : host;
  const helper = own(credHelpers, server) ?? own(credHelpers, host) ?? credsStore;
  const held = helper ? await askCredentialHelper(helper, server, env) : undefined;
  if (held !== undefined) return held;
  const keys = new Map(Object.entries(auths).map(([key, auth]) => [hostAndPath(key), auth]));
  for (const key of keysFor(host, repository)) {
    const found = credentialOf(keys.get(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The longest first, as podman asks: `quay.io/acme/iris`, `quay.io/acme`, `quay.io`. */
function keysFor(host: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const below = parts.map((_, index) => [host, ...parts.slice(0, parts.length - index)].join('/'));
  return host === 'docker.io' ? [...below, hostAndPath(hubKey), host] : [...below, host];
}

/** Docker wrote keys as addresses once: `https://registry.example.com/v1/`. */
function hostAndPath(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/(?:\/v[12])?\/?$/, '');
}

function credentialOf(auth: DockerAuth | undefined): RegistryCredential | undefined {
  if (typeof auth !== 'object' || auth === null) return undefined;
  if (auth.registrytoken) return { kind: 'bearer', token: auth.registrytoken };
  if (auth.identitytoken) return { kind: 'identity', token: auth.identitytoken };
  const [, user, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(String(auth.auth ?? ''), 'base64').toString()) ?? [
    undefined,
    auth.username,
    auth.password,
  ];
  return user && secret ? { kind: 'password', user, secret: secret.replace(/\0+$/, '') } : undefined;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
