import { Agent, type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure, Agent as SecureAgent } from 'node:https';
import type { OpenBytes } from '../../../core/ports/artifact-store.ts';
import { zoneOf } from './network-zone.ts';
import { RegistryFailure } from './registry-failure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly size: number; readonly open: OpenBytes };
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Where the answer came from. */
  readonly url: URL;
  /** Read to its end or destroyed by whoever gets it. */
  readonly body: IncomingMessage;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Failures of a connection that another one may not have. */
const passing = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'HPE_INVALID_EOF_STATE',
]);

/** Single HTTP exchanges over connections that stay open. Nothing is followed or repeated here. */
export class Transport {
  readonly #idle: number;
  readonly #direct = new Agent({ keepAlive: true });
  readonly #plain: Agent;
  readonly #secure: SecureAgent;

  /** @param env of the process: HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured, but never for this machine. */
  constructor(env: Environment, { idle }: { readonly idle: number }) {
    this.#idle = idle;
    this.#plain = new Agent({ keepAlive: true, proxyEnv: env });
    this.#secure = new SecureAgent({ keepAlive: true, proxyEnv: env });
  }

  /**
   * Resolves with the head of the answer, whatever its status.
   * @throws RegistryFailure when there is none; whatever `body.open` throws.
   */
  exchange({ method, url, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    const isSecure = url.protocol === 'https:';
    const near = zoneOf(url.hostname) === 'loopback' ? this.#direct : this.#plain;
    const length = body !== undefined ? body.size : method === 'POST' || method === 'PUT' ? 0 : undefined;
    const request = (isSecure ? requestSecure : requestPlain)(url, {
      method,
      agent: isSecure ? this.#secure : near,
      headers: {
        'user-agent': 'mergeline',
        'accept-encoding': 'identity',
        ...headers,
        ...(length === undefined ? {} : { 'content-length': length }),
      },
    });
    request.setTimeout(this.#idle, () => request.destroy(this.#silence(url)));
    const answered = answerOf(request, method, url);
    if (body === undefined) {
      request.end();
      return answered;
    }
    return sendBody(request, body.open, answered);
  }

  /** The bytes of an answer. A connection that falls silent, or ends before the answer does, is a failure that may pass. */
  async *chunks({ body, url }: HttpResponse): AsyncGenerator<Uint8Array> {
    const iterator: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const timer = setTimeout(() => body.destroy(this.#silence(url)), this.#idle);
        const { done, value } = await iterator
          .next()
          .catch((cause) => {
            throw failureOf(cause, 'GET', url);
          })
          .finally(() => clearTimeout(timer));
        if (done) return;
        yield value;
      }
    } finally {
      body.destroy();
    }
  }

  #silence(url: URL): RegistryFailure {
    return new RegistryFailure(`${url.host} sent nothing for ${this.#idle / 1000} s.`, { isPassing: true });
  }
}

function answerOf(request: ClientRequest, method: string, url: URL): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    request.on('response', (body) => {
      request.setTimeout(0);
      // What breaks while nobody reads is told to whoever reads next.
      body.on('error', () => undefined);
      resolve({ status: body.statusCode ?? 0, headers: body.headers, url, body });
    });
    request.on('error', (cause) => reject(failureOf(cause, method, url)));
  });
}

/** Ends early when the answer comes before all was sent: nobody will read the rest. */
async function sendBody(
  request: ClientRequest,
  open: OpenBytes,
  answered: Promise<HttpResponse>,
): Promise<HttpResponse> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  answered.then(end, end);
  try {
    for await (const chunk of open()) {
      if (isOver) break;
      if (!request.write(chunk)) await drained(request);
    }
  } catch (error) {
    request.destroy();
    throw error;
  }
  if (!isOver) request.end();
  const response = await answered;
  // A connection on which half a request was sent is of no more use.
  if (!request.writableEnded) response.body.once('close', () => request.destroy());
  return response;
}

const endsOfWaiting = ['drain', 'response', 'close'] as const;

function drained(request: ClientRequest): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      for (const event of endsOfWaiting) request.off(event, end);
      resolve();
    };
    for (const event of endsOfWaiting) request.on(event, end);
  });
}

/** Never with the path or the query of an address: both may hold what lets others in. */
function failureOf(cause: unknown, method: string, url: URL): RegistryFailure {
  if (cause instanceof RegistryFailure) return cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return new RegistryFailure(`${method} ${url.origin} failed: ${wordsFor[code] ?? code}.`, {
    isPassing: passing.has(code),
    hint: 'Check the address, the network and the proxy settings; then repeat the command.',
    cause,
  });
}

const wordsFor: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host could not be looked up',
  ETIMEDOUT: 'it does not answer',
};
