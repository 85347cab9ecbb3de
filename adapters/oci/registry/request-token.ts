import type { HttpAnswer } from '../../http/http-answer.ts';
import type { HttpRequest } from '../../http/http-client.ts';
import type { RegistryCredential } from './credential.ts';
import { basicAuthorization } from './credential.ts';
import { RegistryFailure } from './registry-failure.ts';
import type { RegistryTransport } from './registry-transport.ts';
import { failureOfStatus } from './status-failure.ts';

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch, some time before it really ends. */
  readonly until: number;
}

export interface TokenRequest {
  /** The service that hands out tokens. */
  readonly realm: URL;
  readonly service: string | undefined;
  readonly scopes: readonly string[];
  readonly credential: RegistryCredential | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const largestToken = 64 * 1024;
/** What a token service that does not say gives: https://distribution.github.io/distribution/spec/auth/token/ */
const defaultLifetime = 60;
const tokenPattern = /^[\x21-\x7e]+$/;

/** @throws RegistryFailure with the status, when no token is given. */
export async function requestToken(asked: TokenRequest, transport: RegistryTransport): Promise<Token> {
  const response = await ask(asked, transport);
  if (response.status !== 200) throw await failureOfStatus(response, 'asking for a token', transport);
  const body = await transport.read(response, largestToken, 'a token');
  return tokenIn(body, asked);
}

async function ask(asked: TokenRequest, transport: RegistryTransport): Promise<HttpAnswer> {
  const { credential } = asked;
  if (credential?.kind !== 'identity') return await transport.exchange(byQuery(asked));
  const response = await transport.exchange(byIdentity(asked, credential.token));
  // Services older than OAuth2 do not know this address, and take the token as a password.
  if (response.status !== 404 && response.status !== 405) return response;
  response.discard();
  return await transport.exchange(
    byQuery({ ...asked, credential: { kind: 'password', user: '<token>', secret: credential.token } }),
  );
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
function byQuery({ realm, service, scopes, credential }: TokenRequest): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  if (credential?.kind !== 'password') return { method: 'GET', url };
  return { method: 'GET', url, headers: { authorization: basicAuthorization(credential.user, credential.secret) } };
}

/** https://distribution.github.io/distribution/spec/auth/oauth/ */
function byIdentity({ realm, service, scopes }: TokenRequest, token: string): HttpRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'mergeline',
    refresh_token: token,
    scope: scopes.join(' '),
    ...(service === undefined ? {} : { service }),
  });
  const bytes = Buffer.from(form.toString());
  return {
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: {
      size: bytes.length,
      open: async function* () {
        yield bytes;
      },
    },
  };
}

function tokenIn(body: Buffer, { realm, now }: TokenRequest): Token {
  let answer: { token?: unknown; access_token?: unknown; expires_in?: unknown } | null;
  try {
    answer = JSON.parse(body.toString());
  } catch {
    answer = null;
  }
  const value = answer?.token ?? answer?.access_token;
  if (typeof value !== 'string' || !tokenPattern.test(value)) {
    throw new RegistryFailure(`${realm.host} gave no token that can be used.`, {
      hint: 'Ask whoever runs the registry.',
    });
  }
  const lifetime = typeof answer?.expires_in === 'number' ? answer.expires_in : defaultLifetime;
  return { value, until: now + lifetime * 800 };
}
