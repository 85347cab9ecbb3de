import { execFileSync } from 'node:child_process';
import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { requireTool } from './require-tool.ts';

export const openssl = requireTool('openssl');

export interface TokenServer extends AsyncDisposable {
  /** The `auth` section of a registry that believes this server. */
  readonly auth: object;
  /** Scopes of every token that was asked for, and by whom. */
  readonly asked: {
    readonly user: string | undefined;
    readonly scopes: readonly string[];
    readonly how: 'query' | 'oauth2';
  }[];
  /** In seconds; what tokens are given from now on. */
  lifetime: number;
  /** Whether it knows OAuth2: without it, a POST is not found. */
  knowsOauth2: boolean;
}

/** Which actions a user may have on a repository. */
export type Grants = (user: string | undefined, repository: string) => readonly string[];

/** A token service as the distribution project specifies it: https://distribution.github.io/distribution/spec/auth/token/ */
export async function startTokenServer(grants: Grants): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mergeline-token-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=tokens'];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const x5c = new X509Certificate(await readFile(certificate)).raw.toString('base64');
  const signer = await readFile(key);
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const state: Omit<TokenServer, typeof Symbol.asyncDispose> = {
    auth: { token: { realm, service: 'registry', issuer: 'tokens', rootcertbundle: certificate } },
    asked: [],
    lifetime: 300,
    knowsOauth2: true,
  };

  async function answerTo(request: IncomingMessage): Promise<object | undefined> {
    const isForm = request.method === 'POST';
    if (isForm && !state.knowsOauth2) return undefined;
    const query = new URL(request.url ?? '', realm).searchParams;
    const form = new URLSearchParams(isForm ? await text(request) : '');
    const scopes = isForm ? (form.get('scope') ?? '').split(' ') : query.getAll('scope');
    const user = isForm ? form.get('refresh_token')?.split('-')[0] : userOf(request);
    state.asked.push({ user, scopes, how: isForm ? 'oauth2' : 'query' });
    const token = signed(scopes.map((scope) => accessOf(scope, user)));
    return { [isForm ? 'access_token' : 'token']: token, expires_in: state.lifetime };
  }

  function accessOf(scope: string, user: string | undefined): object {
    const [type, name = '', actions = ''] = scope.split(':');
    return { type, name, actions: actions.split(',').filter((action) => grants(user, name).includes(action)) };
  }

  function signed(access: readonly object[]): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'tokens',
      aud: 'registry',
      sub: 'somebody',
      jti: randomUUID(),
      nbf: now - 5,
      exp: now + state.lifetime,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'RS256', typ: 'JWT', x5c: [x5c] })}.${part({ ...claims, access })}`;
    return `${unsigned}.${sign('sha256', Buffer.from(unsigned), signer).toString('base64url')}`;
  }

  return Object.assign(state, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

function userOf({ headers: { authorization = '' } }: IncomingMessage): string | undefined {
  const [user, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':');
  return secret === `${user}-secret` ? user : secret?.split('-')[0] || undefined;
}
