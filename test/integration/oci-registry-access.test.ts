import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OciRegistry } from '../../adapters/oci/registry/oci-registry.ts';
import { parseRepositoryAddress } from '../../adapters/oci/registry/registry-address.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { chunksOf, collect, noise } from '../support/bytes.ts';
import { type DockerRegistry, dockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { requireTool } from '../support/require-tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Grants, openssl, startTokenServer, type TokenServer } from '../support/token-server.ts';

const htpasswd = requireTool('htpasswd');
const bytes = noise(100_000);
const content = { digest: digestOf(bytes), size: bytes.length };

interface Opening {
  readonly host: string;
  readonly path: string;
  readonly env?: Record<string, string>;
}

function open({ host, path, env = {} }: Opening) {
  const { registry } = parseRepositoryAddress(`${host}/${path}`);
  const quick = { tries: 3, idle: 5000, pause: async () => {}, random: () => 0 };
  // A home without files of docker or podman.
  return new OciRegistry(registry, {
    env: { HOME: '/nonexistent', PATH: process.env['PATH'], ...env },
    patience: quick,
  }).repository(path);
}

const explicit = (host: string, user = 'ann', secret = `${user}-secret`) => ({
  MERGELINE_OCI_HOST: host,
  MERGELINE_OCI_USER: user,
  MERGELINE_OCI_PASSWORD: secret,
});

describe.skipIf(!dockerRegistry.available || !htpasswd.available)('a registry with passwords', () => {
  let registry: DockerRegistry;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mergeline-passwords-'));
    const file = join(folder, 'htpasswd');
    execFileSync('htpasswd', ['-Bbc', file, 'ann', 'ann-secret'], { stdio: 'ignore' });
    registry = await startDockerRegistry({ htpasswd: { realm: 'models', path: file } });
  });
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const path = () => `team/${randomUUID()}`;
  const roundTrip = async (env: Record<string, string>) => {
    const repository = open({ host: registry.host, path: path(), env });
    await repository.blobs.store(content, () => chunksOf(bytes));
    return (await collect(repository.blobs.read(content, 'It'))).equals(bytes);
  };

  it('lets somebody in by environment variables', async () => {
    expect(await roundTrip(explicit(registry.host))).toBe(true);
  });

  it.each<[string, (folder: string, host: string) => Promise<Record<string, string>>]>([
    [
      "docker's file",
      async (folder, host) => {
        const auth = Buffer.from('ann:ann-secret').toString('base64');
        await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
        return { DOCKER_CONFIG: folder };
      },
    ],
    [
      "podman's file, which names a path",
      async (folder, host) => {
        const auth = Buffer.from('ann:ann-secret').toString('base64');
        const other = Buffer.from('ben:other').toString('base64');
        await writeFile(
          join(folder, 'auth.json'),
          JSON.stringify({ auths: { [host]: { auth: other }, [`${host}/team`]: { auth } } }),
        );
        return { REGISTRY_AUTH_FILE: join(folder, 'auth.json') };
      },
    ],
    [
      'a helper program',
      async (folder, host) => {
        const helper = join(folder, 'docker-credential-vault');
        await writeFile(
          helper,
          `#!/bin/sh\nread host\n[ "$host" = "${host}" ] && echo '{"Username":"ann","Secret":"ann-secret"}'\n`,
        );
        await chmod(helper, 0o755);
        await writeFile(join(folder, 'config.json'), JSON.stringify({ credHelpers: { [host]: 'vault' } }));
        return { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env['PATH']}` };
      },
    ],
  ])('lets somebody in by %s', async (_, prepare) => {
    expect(await roundTrip(await prepare(await temporaryFolder(), registry.host))).toBe(true);
  });

  it('says where to log in, and repeats no password', async () => {
    for (const env of [{}, explicit(registry.host, 'ann', 'wrong-secret')]) {
      const error = await roundTrip(env).catch((it: unknown) => it);
      expect(error).toMatchObject({
        code: 'REMOTE_FAILED',
        exitCode: 7,
        hint: expect.stringContaining(`docker login ${registry.host}`),
      });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('wrong-secret');
    }
  });

  it('gives nothing to a host that is only named alike', async () => {
    await using proxy = await startFaultyProxy(registry.host);
    const repository = open({ host: proxy.host, path: path(), env: explicit(registry.host) });
    await expect(repository.blobs.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
    expect(proxy.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });
});

/** Below `public/` anybody reads, below `ben/` is Ben's, and everywhere else who has a name does everything. */
const grants: Grants = (user, repository) => {
  const [owner] = repository.split('/');
  const all = ['pull', 'push', 'delete'];
  if (owner === 'ben') return user === 'ben' ? all : [];
  if (user !== undefined) return all;
  return owner === 'public' ? ['pull'] : [];
};

describe.skipIf(!dockerRegistry.available || !openssl.available)('a registry with tokens', () => {
  let tokens: TokenServer;
  let registry: DockerRegistry;
  let proxy: FaultyProxy;
  beforeAll(async () => {
    tokens = await startTokenServer(grants);
    registry = await startDockerRegistry(tokens.auth);
    proxy = await startFaultyProxy(registry.host);
  });
  beforeEach(() => {
    tokens.asked.length = 0;
    tokens.lifetime = 300;
    tokens.knowsOauth2 = true;
    proxy.reset();
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await tokens[Symbol.asyncDispose]();
  });

  const openAs = (user: string, path: string) => open({ host: proxy.host, path, env: explicit(proxy.host, user) });

  it('pushes and pulls with one token for each kind of access', async () => {
    const path = `team/${randomUUID()}`;
    const repository = openAs('ann', path);
    await repository.blobs.store(content, () => chunksOf(bytes));
    await repository.blobs.store(content, () => chunksOf(bytes));
    expect((await collect(repository.blobs.read(content, 'It'))).equals(bytes)).toBe(true);
    expect(tokens.asked).toEqual([
      { user: 'ann', scopes: [`repository:${path}:pull`], how: 'query' },
      { user: 'ann', scopes: [`repository:${path}:pull,push`], how: 'query' },
    ]);
  });

  it('lets anybody read what is public, and nobody write it without a name', async () => {
    const path = `public/${randomUUID()}`;
    await openAs('ann', path).blobs.store(content, () => chunksOf(bytes));
    const anybody = open({ host: registry.host, path });
    expect((await collect(anybody.blobs.read(content, 'It'))).equals(bytes)).toBe(true);
    const pushing = anybody.blobs.store({ digest: digestOf('new'), size: 3 }, () => chunksOf(Buffer.from('new')));
    await expect(pushing).rejects.toMatchObject({ code: 'REMOTE_FAILED', message: expect.stringMatching(/401|403/) });
  });

  it('mounts with one token for both repositories, what is pushed to first', async () => {
    const [from, to] = [`team/${randomUUID()}`, `team/${randomUUID()}`];
    await openAs('ann', from).blobs.store(content, () => chunksOf(bytes));
    const repository = openAs('ann', to);
    expect(await repository.blobs.store(content, () => chunksOf(bytes), { alsoIn: [from] })).toBe('mounted');
    expect(tokens.asked.at(-1)?.scopes).toEqual([`repository:${to}:pull,push`, `repository:${from}:pull`]);
  });

  it('uploads where the other repository may not be read', async () => {
    const [from, to] = [`ben/${randomUUID()}`, `team/${randomUUID()}`];
    await openAs('ben', from).blobs.store(content, () => chunksOf(bytes));
    const repository = openAs('ann', to);
    expect(await repository.blobs.store(content, () => chunksOf(bytes), { alsoIn: [from] })).toBe('uploaded');
  });

  it('asks for a new token when one is over, also in the middle of a job', async () => {
    const repository = openAs('ann', `team/${randomUUID()}`);
    await repository.blobs.store(content, () => chunksOf(bytes));
    const before = tokens.asked.length;
    proxy.fail(/^(PUT|GET)/, {
      answer: 401,
      headers: {
        'www-authenticate': `Bearer realm="${(tokens.auth as { token: { realm: string } }).token.realm}",service="registry"`,
      },
    });
    expect((await collect(repository.blobs.read(content, 'It'))).equals(bytes)).toBe(true);
    expect(tokens.asked.length).toBe(before + 1);
  });

  it.each([[true], [false]])('exchanges the identity that a helper keeps, with OAuth2: %s', async (knowsOauth2) => {
    tokens.knowsOauth2 = knowsOauth2;
    const folder = await temporaryFolder();
    const auths = { [proxy.host]: { identitytoken: 'ann-refresh' } };
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
    const repository = open({ host: proxy.host, path: `team/${randomUUID()}`, env: { DOCKER_CONFIG: folder } });
    expect(await repository.blobs.store(content, () => chunksOf(bytes))).toBe('uploaded');
    expect(tokens.asked.at(-1)).toMatchObject({ user: 'ann', how: knowsOauth2 ? 'oauth2' : 'query' });
  });

  it.each([
    ['http://169.254.169.254/token', 'not https'],
    ['https://192.168.0.1/token', 'private'],
    ['http://tokens.example.com/', 'not https'],
  ])('sends no password to the token service %s', async (realm, why) => {
    const repository = openAs('ann', `team/${randomUUID()}`);
    proxy.fail(/./, { answer: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="x"` } }, 9);
    await expect(repository.blobs.has(content)).rejects.toMatchObject({ message: expect.stringContaining(why) });
  });

  it.each<[string, string | { endless: true }]>([
    ['of a gigabyte', { endless: true }],
    ['that breaks a header', JSON.stringify({ token: 'a\r\nX-Evil: 1' })],
    ['that is no text', JSON.stringify({ token: 7 })],
    ['in no JSON', '<html>'],
  ])('refuses a token %s', async (_, body) => {
    await using evil = await startFaultyProxy(registry.host);
    evil.fail(/\/token/, { answer: 200, body }, 9);
    const repository = openAs('ann', `team/${randomUUID()}`);
    const realm = `http://${evil.host}/token`;
    proxy.fail(/./, { answer: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="x"` } }, 9);
    await expect(repository.blobs.has(content)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('token'),
    });
  });

  it('takes what lets us in to no other host, when a download is redirected', async () => {
    const path = `team/${randomUUID()}`;
    const repository = openAs('ann', path);
    await repository.blobs.store(content, () => chunksOf(bytes));
    await using storage = await startFaultyProxy(registry.host);
    proxy.fail(/^GET.*blobs/, { answer: 307, headers: { location: `http://${storage.host}/signed?key=1` } });
    storage.fail(/./, { answer: 200, headers: { 'content-length': '7' }, body: 'a thing' });
    const other = { digest: digestOf('a thing'), size: 7 };
    expect((await collect(repository.blobs.read(other, 'It'))).toString()).toBe('a thing');
    expect(storage.requests).toEqual([{ line: 'GET /signed?key=1', authorization: undefined }]);
  });

  it('asks again where an address that was signed for a while is over', async () => {
    const path = `team/${randomUUID()}`;
    const repository = openAs('ann', path);
    await repository.blobs.store(content, () => chunksOf(bytes));
    await using storage = await startFaultyProxy(registry.host);
    storage.fail(/./, { answer: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    proxy.fail(/^GET.*blobs/, { answer: 307, headers: { location: `http://${storage.host}/signed?key=secret` } });
    expect((await collect(repository.blobs.read(content, 'It'))).equals(bytes)).toBe(true);
  });
});
