import { type Patience, retrying } from '../../http/patience.ts';
import { checkTarget } from './check-target.ts';
import { discard, readCapped } from './read-capped.ts';
import type { RegistryAddress } from './registry-address.ts';
import { RegistryFailure } from './registry-failure.ts';
import { quirksOf } from './registry-quirks.ts';
import { failureOfStatus } from './status-failure.ts';
import type { Scopes, TokenSource } from './token-source.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export interface RegistryRequest extends Omit<HttpRequest, 'url'> {
  /** Below the registry's address, or an address that the registry named. */
  readonly url: string | URL;
  readonly scopes: Scopes;
  /** What is tried, for people: `uploading sha256:…`. */
  readonly doing: string;
  /** The answers that are none of a failure. */
  readonly expected: readonly number[];
}

export interface ConnectionParts {
  readonly address: RegistryAddress;
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly patience: Patience;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
const closed = 'It lets nobody delete this way: whoever runs it has to, or to allow it. See docs/artifacts.md.';

/** Requests to one registry: authorised, redirected with care, repeated where that can help. */
export class RegistryConnection {
  readonly address: RegistryAddress;
  readonly patience: Patience;
  readonly #transport: Transport;
  readonly #tokens: TokenSource;
  readonly #origin: URL;

  constructor({ address, transport, tokens, patience }: ConnectionParts) {
    this.address = address;
    this.patience = patience;
    this.#transport = transport;
    this.#tokens = tokens;
    this.#origin = new URL(address.origin);
  }

  /** Until it is served or has failed for good. @throws RegistryFailure */
  ask(request: RegistryRequest): Promise<HttpResponse> {
    return retrying(() => this.attempt(request), this.patience);
  }

  /** Once. @throws RegistryFailure */
  async attempt(request: RegistryRequest): Promise<HttpResponse> {
    const response = await this.#follow(request, await this.#authorised(request));
    if (request.expected.includes(response.status)) return response;
    const failure = await failureOfStatus(
      response,
      request.doing,
      this.#transport,
      this.#hintFor(request, response.status),
    );
    // An address that was signed for a while and is over by now is given anew.
    if (failure.status !== 403 || response.url.origin === this.#origin.origin) throw failure;
    throw new RegistryFailure(failure.message, { status: 403, isPassing: true, hint: failure.hint });
  }

  /** What is peculiar to this registry; undefined where the answer means what it means anywhere. */
  #hintFor({ method }: RegistryRequest, status: number): string | undefined {
    const { removal, creation } = quirksOf(this.address.host);
    if (method === 'DELETE') return status === 401 ? undefined : (removal ?? (status === 405 ? closed : undefined));
    return status === 404 ? creation : undefined;
  }

  chunks(response: HttpResponse): AsyncGenerator<Uint8Array> {
    return this.#transport.chunks(response);
  }

  read(response: HttpResponse, limit: number, subject: string): Promise<Buffer> {
    return readCapped(response, limit, subject, this.#transport);
  }

  /** An address that an answer names: checked before anything is sent there. @throws MergelineError `REMOTE_FAILED` */
  targetOf(response: HttpResponse): URL {
    const { location = '' } = response.headers;
    const target = URL.parse(location, response.url.href);
    if (location === '' || target === null)
      throw new RegistryFailure(`${response.url.host} answered ${response.status} without an address to go on at.`);
    checkTarget(target, this.#origin);
    return target;
  }

  async #authorised(request: RegistryRequest): Promise<HttpResponse> {
    const authorization = await this.#tokens.authorization(request.scopes);
    const response = await this.#exchange(request, new URL(String(request.url), this.#origin), authorization);
    if (response.status !== 401) return response;
    const renewed = await this.#tokens.renew(response.headers['www-authenticate'], request.scopes, authorization);
    if (renewed === undefined) return response;
    discard(response);
    return await this.#exchange(request, new URL(String(request.url), this.#origin), renewed);
  }

  async #follow(request: RegistryRequest, answered: HttpResponse): Promise<HttpResponse> {
    let response = answered;
    for (let count = 0; redirects.has(response.status); count += 1) {
      if (count === mostRedirects) throw new RegistryFailure(`${this.address.host} redirects without an end.`);
      if (request.method !== 'GET' && request.method !== 'HEAD') return response;
      const target = this.targetOf(response);
      discard(response);
      const authorization = target.origin === this.#origin.origin && (await this.#tokens.authorization(request.scopes));
      response = await this.#exchange(request, target, authorization || undefined);
    }
    return response;
  }

  /** What lets us in goes to the registry itself and to nobody else. */
  #exchange(request: RegistryRequest, url: URL, authorization: string | undefined): Promise<HttpResponse> {
    const { method, headers, body } = request;
    const isOwn = url.origin === this.#origin.origin && authorization !== undefined;
    return this.#transport.exchange({
      method,
      url,
      headers: { ...headers, ...(isOwn ? { authorization } : {}) },
      ...(body === undefined ? {} : { body }),
    });
  }
}
