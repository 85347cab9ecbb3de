import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MergelineError } from '../../core/errors.ts';
import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import { AddressGuard } from './address-guard.ts';
import { BrokenTransfer, UnusableAddress, UnusableAnswer } from './transfer-error.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Opened again for each redirect. */
  readonly body?: { readonly size: number; readonly open: OpenBytes };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** To be read to its end, or left with `discard`. @throws BrokenTransfer when the connection ends early. */
  body(): AsyncGenerator<Uint8Array>;
  /** @throws UnusableAnswer when it has more bytes than that. */
  text(limit: number): Promise<string>;
  discard(): void;
}

export interface HttpClientOptions {
  /** Milliseconds without a byte, after which a connection counts as broken; there is no limit in total. */
  readonly idle?: number;
  /** The proxies of the person, as `HTTPS_PROXY` and `NO_PROXY` say them. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Certificates, as PEM, of those who may vouch for servers; those that Node comes with when absent. */
  readonly ca?: string;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
/** What still means something to the host that a redirect names; all else was meant for the one before. */
const travelling = new Set(['accept', 'accept-encoding', 'content-type', 'content-length', 'range', 'user-agent']);

/** Talks to one server that a person chose, the `home`, and to whichever hosts that one names, within bounds. */
export class HttpClient {
  readonly #guard: AddressGuard;
  readonly #idle: number;
  readonly #agents: { readonly http: http.Agent; readonly https: https.Agent };
  readonly #hasProxy: boolean;

  constructor(home: URL, { idle = 60_000, env = {}, ca }: HttpClientOptions = {}) {
    this.#guard = new AddressGuard(home);
    this.#idle = idle;
    const shared = { keepAlive: true, proxyEnv: { ...env } };
    this.#agents = { http: new http.Agent(shared), https: new https.Agent({ ...shared, ...(ca && { ca }) }) };
    this.#hasProxy = Object.entries(env).some(([name, value]) => value && /^https?_proxy$/i.test(name));
  }

  /**
   * One request and, where it is redirected, those that follow: without the headers that were meant for another host.
   * @throws BrokenTransfer, UnusableAddress, UnusableAnswer, or whatever reading the body throws.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    let next = request;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const answer = await this.#exchange(next, await this.#guard.check(next.url));
      const { location } = answer.headers;
      if (!redirects.has(answer.status) || location === undefined) return answer;
      answer.discard();
      next = redirected(next, answer.status, location);
    }
    throw new UnusableAnswer(`redirects more than ${mostRedirects} times`);
  }

  async #exchange({ method, url, headers, body }: HttpRequest, lookup?: LookupFunction): Promise<HttpAnswer> {
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? https : http).request(url, {
      method,
      headers: { 'user-agent': 'mergeline', ...headers, ...(body && { 'content-length': body.size }) },
      agent: isSecure ? this.#agents.https : this.#agents.http,
      // Behind a proxy it is the proxy's address that is looked up here.
      ...(lookup && !this.#hasProxy && { lookup }),
    });
    request.setTimeout(this.#idle, () => request.destroy(new Error(`no byte came for ${this.#idle / 1000} s`)));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve);
      request.on('error', reject);
    });
    answered.catch(() => undefined);
    try {
      const sent = sendBody(request, body);
      // A server that refuses the body answers before it has all of it.
      return answerOf(await Promise.race([answered, sent.then(() => answered)]), request);
    } catch (error) {
      request.destroy();
      throw asTransferError(error);
    }
  }
}

async function sendBody(request: http.ClientRequest, body: HttpRequest['body']): Promise<void> {
  if (body === undefined) {
    request.end();
    return;
  }
  await pipeline(Readable.from(body.open(), { objectMode: false }), request);
}

function answerOf(message: IncomingMessage, request: http.ClientRequest): HttpAnswer {
  const discard = () => {
    message.on('error', () => undefined);
    message.destroy();
  };
  const body = async function* () {
    try {
      for await (const chunk of message) yield chunk as Uint8Array;
    } catch (error) {
      throw asTransferError(error);
    } finally {
      // The rest of a body that was refused need not be sent.
      if (!request.writableFinished) request.destroy();
    }
  };
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    body,
    text: async (limit) => {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of body()) {
        size += chunk.length;
        if (size > limit) throw new UnusableAnswer(`answers with more than ${limit} bytes`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString();
    },
    discard,
  };
}

function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  if (!URL.canParse(location, request.url.href)) throw new UnusableAnswer('redirects to nowhere');
  const url = new URL(location, request.url);
  const { headers = {}, body, ...rest } = request;
  const kept =
    url.origin === request.url.origin
      ? headers
      : Object.fromEntries(Object.entries(headers).filter(([name]) => travelling.has(name.toLowerCase())));
  // "See other" is an answer to what was sent, not another place to send it.
  if (status === 303) return { method: 'GET', url, headers: kept };
  return { ...rest, url, headers: kept, ...(body && { body }) };
}

function asTransferError(error: unknown): unknown {
  if (error instanceof MergelineError || error instanceof UnusableAddress || error instanceof UnusableAnswer)
    return error;
  return error instanceof Error ? new BrokenTransfer(error.message || String(error), error) : error;
}
