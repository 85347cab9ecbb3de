import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import { AddressGuard } from './address-guard.ts';
import { asBrokenTransfer, silence } from './broken-transfer.ts';
import { HttpAnswer } from './http-answer.ts';
import { zoneOf } from './network-zone.ts';
import { sendBody } from './send-body.ts';
import { UnusableAnswer } from './transfer-error.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Opened again for each redirect. */
  readonly body?: { readonly size: number; readonly open: OpenBytes };
}

export interface HttpClientOptions {
  /** Milliseconds without a byte, after which a connection counts as broken; there is no limit in total. */
  readonly idle: number;
  /** The proxies of the person, as `HTTPS_PROXY` and `NO_PROXY` say them; they are never asked for this machine. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Certificates, as PEM, of those who may vouch for servers; those that Node comes with when absent. */
  readonly ca?: string;
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
/** What still means something to the host that a redirect names; all else was meant for the one before. */
const travelling = new Set(['accept', 'accept-encoding', 'content-type', 'content-length', 'range', 'user-agent']);

/**
 * Talks to one server that a person chose, the `home`, and to whichever hosts that one names, within the bounds of an
 * `AddressGuard`, over connections that stay open. Nothing is repeated here.
 */
export class HttpClient {
  readonly #guard: AddressGuard;
  readonly #idle: number;
  readonly #direct: Agents;
  readonly #proxied: Agents;

  constructor(home: URL, { idle, env = {}, ca }: HttpClientOptions) {
    this.#guard = new AddressGuard(home);
    this.#idle = idle;
    this.#direct = agentsWith({ keepAlive: true }, ca);
    this.#proxied = agentsWith({ keepAlive: true, proxyEnv: { ...env } }, ca);
  }

  /**
   * One request and, where it is redirected, those that follow: without the headers that were meant for another host.
   * @throws BrokenTransfer, UnusableAddress, UnusableAnswer, or whatever reading the body throws.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    let next = request;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const answer = await this.exchange(next);
      const { location } = answer.headers;
      if (!redirects.has(answer.status) || location === undefined) return answer;
      answer.discard();
      next = redirected(next, answer.status, location);
    }
    throw new UnusableAnswer(`redirects more than ${mostRedirects} times, as if without an end`);
  }

  /**
   * One request. Resolves with the head of the answer, whatever its status.
   * @throws BrokenTransfer, UnusableAddress, or whatever reading the body throws.
   */
  async exchange({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const lookup = await this.#guard.check(url);
    const { http: plain, https: secure } = zoneOf(url.hostname) === 'loopback' ? this.#direct : this.#proxied;
    const length = body?.size ?? (method === 'POST' || method === 'PUT' ? 0 : undefined);
    const options = {
      method,
      headers: {
        'user-agent': 'mergeline',
        'accept-encoding': 'identity',
        ...headers,
        ...(length !== undefined && { 'content-length': length }),
      },
      ...(lookup && { lookup }),
    };
    const isSecure = url.protocol === 'https:';
    const request = isSecure
      ? https.request(url, { ...options, agent: secure })
      : http.request(url, { ...options, agent: plain });
    const answered = this.#answerTo(request, method, url);
    if (body !== undefined) return await sendBody(request, body.open, answered);
    request.end();
    return await answered;
  }

  #answerTo(request: ClientRequest, method: string, url: URL): Promise<HttpAnswer> {
    const name = `${method} ${url.origin}`;
    request.setTimeout(this.#idle, () => request.destroy(silence(this.#idle, name)));
    return new Promise((resolve, reject) => {
      request.on('response', (message) => {
        // From here on, whoever reads looks at the clock.
        request.setTimeout(0);
        // A connection on which half a request was sent is of no more use.
        message.once('close', () => {
          if (!request.writableEnded) request.destroy();
        });
        resolve(new HttpAnswer(message, { method, url }, this.#idle));
      });
      request.on('error', (cause) => reject(asBrokenTransfer(cause, name)));
    });
  }
}

function agentsWith(options: http.AgentOptions, ca: string | undefined): Agents {
  return { http: new http.Agent(options), https: new https.Agent({ ...options, ...(ca && { ca }) }) };
}

function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  const url = URL.parse(location, request.url.href);
  if (url === null) throw new UnusableAnswer('redirects to nowhere');
  const { headers = {}, body, method } = request;
  const kept =
    url.origin === request.url.origin
      ? headers
      : Object.fromEntries(Object.entries(headers).filter(([name]) => travelling.has(name.toLowerCase())));
  // "See other" is an answer to what was sent, not another place to send it.
  if (status === 303) return { method: method === 'HEAD' ? 'HEAD' : 'GET', url, headers: kept };
  return { method, url, headers: kept, ...(body && { body }) };
}
