import type { HttpAnswer } from '../../http/http-answer.ts';
import type { HttpRequest } from '../../http/http-client.ts';
import { type Patience, retrying } from '../../http/patience.ts';
import type { RegistryAddress } from './registry-address.ts';
import { RegistryFailure } from './registry-failure.ts';
import { quirksOf } from './registry-quirks.ts';
import type { RegistryTransport } from './registry-transport.ts';
import { failureOfStatus } from './status-failure.ts';
import type { Scopes, TokenSource } from './token-source.ts';

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
  readonly transport: RegistryTransport;
  readonly tokens: TokenSource;
  readonly patience: Patience;
}

const closed = 'It lets nobody delete this way: whoever runs it has to, or to allow it. See docs/artifacts.md.';

/** Requests to one registry: authorised, and repeated where that can help. */
export class RegistryConnection {
  readonly address: RegistryAddress;
  readonly patience: Patience;
  readonly #transport: RegistryTransport;
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
  ask(request: RegistryRequest): Promise<HttpAnswer> {
    return retrying(() => this.attempt(request), this.patience);
  }

  /** Once. @throws RegistryFailure */
  async attempt(request: RegistryRequest): Promise<HttpAnswer> {
    const response = await this.#authorised(request);
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

  chunks(response: HttpAnswer): AsyncGenerator<Uint8Array> {
    return this.#transport.chunks(response);
  }

  read(response: HttpAnswer, limit: number, subject: string): Promise<Buffer> {
    return this.#transport.read(response, limit, subject);
  }

  /** An address that an answer names. @throws RegistryFailure */
  targetOf(response: HttpAnswer): URL {
    const { location = '' } = response.headers;
    const target = URL.parse(location, response.url.href);
    if (location === '' || target === null)
      throw new RegistryFailure(`${response.url.host} answered ${response.status} without an address to go on at.`);
    return target;
  }

  /** Only the registry itself is told who we are, and only it may ask. */
  async #authorised(request: RegistryRequest): Promise<HttpAnswer> {
    const authorization = await this.#tokens.authorization(request.scopes);
    const response = await this.#exchange(request, authorization);
    if (response.status !== 401 || response.url.origin !== this.#origin.origin) return response;
    const renewed = await this.#tokens.renew(response.headers['www-authenticate'], request.scopes, authorization);
    if (renewed === undefined) return response;
    response.discard();
    return await this.#exchange(request, renewed);
  }

  #exchange({ method, headers, body, ...request }: RegistryRequest, authorization?: string): Promise<HttpAnswer> {
    const url = new URL(String(request.url), this.#origin);
    const isOwn = url.origin === this.#origin.origin && authorization !== undefined;
    return this.#transport.exchange({
      method,
      url,
      headers: { ...headers, ...(isOwn && { authorization }) },
      ...(body && { body }),
    });
  }
}
