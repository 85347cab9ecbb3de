import { type Challenge, parseChallenge } from './challenge.ts';
import { basicAuthorization, type FindCredential, type RegistryCredential } from './credential.ts';
import type { RegistryTransport } from './registry-transport.ts';
import { requestToken, type Token } from './request-token.ts';

/** What a request does, as registries name it: `repository:acme/iris:pull,push`. What is pushed to comes first. */
export type Scopes = readonly string[];

export function scopeOf(path: string, actions: 'pull' | 'pull,push' | 'pull,push,delete'): string {
  return `repository:${path}:${actions}`;
}

/** Finds what the `Authorization` of a request has to be at one registry, and renews it when the registry asks. */
export class TokenSource {
  readonly #origin: URL;
  readonly #transport: RegistryTransport;
  readonly #findCredential: FindCredential;
  readonly #now: () => number;
  readonly #tokens = new Map<string, Promise<Token>>();
  readonly #credentials = new Map<string, Promise<RegistryCredential | undefined>>();
  #challenge: Challenge | undefined;

  constructor(
    origin: string,
    transport: RegistryTransport,
    findCredential: FindCredential,
    now: () => number = Date.now,
  ) {
    this.#origin = new URL(origin);
    this.#transport = transport;
    this.#findCredential = findCredential;
    this.#now = now;
  }

  /** As far as the registry has said before how it asks; undefined sends none. */
  async authorization(scopes: Scopes): Promise<string | undefined> {
    return this.#challenge === undefined ? undefined : await this.#answer(this.#challenge, scopes);
  }

  /**
   * What to send after a request was refused with 401.
   * @param refused what was sent with it.
   * @returns undefined when there is nothing better to send.
   */
  async renew(header: string | undefined, scopes: Scopes, refused: string | undefined): Promise<string | undefined> {
    const challenge = parseChallenge(header);
    if (challenge === undefined) return undefined;
    if (challenge.scheme === 'bearer' && !URL.canParse(challenge.realm, this.#origin.href)) return undefined;
    this.#challenge = challenge;
    this.#tokens.delete(keyOf(scopes));
    const answer = await this.#answer(challenge, scopes);
    return answer === refused ? undefined : answer;
  }

  async #answer(challenge: Challenge, scopes: Scopes): Promise<string | undefined> {
    const credential = await this.#credentialFor(scopes);
    if (credential?.kind === 'bearer') return `Bearer ${credential.token}`;
    if (challenge.scheme === 'basic') {
      return credential?.kind === 'password' ? basicAuthorization(credential.user, credential.secret) : undefined;
    }
    const { value } = await this.#token(challenge, scopes, credential);
    return `Bearer ${value}`;
  }

  async #token(
    challenge: Extract<Challenge, { scheme: 'bearer' }>,
    scopes: Scopes,
    credential: RegistryCredential | undefined,
  ): Promise<Token> {
    const key = keyOf(scopes);
    const known = await this.#tokens.get(key);
    if (known !== undefined && known.until > this.#now()) return known;
    const { realm, service } = challenge;
    const asked = requestToken(
      { realm: new URL(realm, this.#origin), service, scopes, credential, now: this.#now() },
      this.#transport,
    );
    this.#tokens.set(key, asked);
    asked.catch(() => this.#tokens.delete(key));
    return await asked;
  }

  #credentialFor([first = '']: Scopes): Promise<RegistryCredential | undefined> {
    const repository = first.split(':')[1] ?? '';
    const found = this.#credentials.get(repository) ?? this.#findCredential(repository);
    this.#credentials.set(repository, found);
    return found;
  }
}

function keyOf(scopes: Scopes): string {
  return [...scopes].sort().join(' ');
}
