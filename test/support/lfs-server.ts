import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LfsServerOptions {
  /** `user:password`; nobody is asked who they are when absent. */
  readonly account?: string;
  /** Changes what the API answers. */
  readonly batch?: (answer: BatchAnswer, server: LfsServer) => unknown;
  /** Answers in its place; undefined lets the server answer. */
  readonly interfere?: (request: SeenRequest, response: ServerResponse) => 'answered' | undefined;
  /** Every upload is to be verified. */
  readonly verifies?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: tests spoil it in every way.
export type BatchAnswer = { transfer?: any; objects: any[]; [more: string]: any };

/**
 * A Git LFS server in memory, after https://github.com/git-lfs/git-lfs/tree/main/docs/api, which tests can spoil. That it
 * is one is shown by the git-lfs program: test/integration/lfs-servers.test.ts.
 */
export class LfsServer {
  readonly objects = new Map<string, Buffer>();
  readonly requests: SeenRequest[] = [];
  readonly verified: string[] = [];
  options: LfsServerOptions;

  constructor(options: LfsServerOptions = {}) {
    this.options = options;
  }

  /** Answers what is asked of the API or its storage; `passed` for any other path. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<'answered' | 'passed'> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!/\/info\/lfs\/|^\/storage\//.test(pathname)) return 'passed';
    const body = await buffer(request);
    const seen = { method: request.method ?? '', path: pathname, headers: request.headers, body };
    this.requests.push(seen);
    if (this.options.interfere?.(seen, response) === 'answered') return 'answered';
    if (pathname.startsWith('/storage/')) this.#store(seen, response);
    else if (!this.#knows(seen))
      say(response.setHeader('lfs-authenticate', 'Basic realm="test"'), 401, { message: 'who?' });
    else if (pathname.endsWith('/objects/batch')) this.#batch(seen, response, `http://${request.headers.host}`);
    else if (pathname.endsWith('/locks/verify')) say(response, 200, { ours: [], theirs: [] });
    else say(response, 404, { message: 'no such thing' });
    return 'answered';
  }

  add(bytes: Buffer): { readonly digest: `sha256:${string}`; readonly size: number } {
    const oid = createHash('sha256').update(bytes).digest('hex');
    this.objects.set(oid, bytes);
    return { digest: `sha256:${oid}`, size: bytes.length };
  }

  #knows({ headers }: SeenRequest): boolean {
    const { account } = this.options;
    return account === undefined || headers.authorization === `Basic ${Buffer.from(account).toString('base64')}`;
  }

  #batch({ body }: SeenRequest, response: ServerResponse, origin: string): void {
    const { operation, objects } = JSON.parse(body.toString());
    const answer = {
      transfer: 'basic',
      hash_algo: 'sha256',
      objects: objects.map((object: { oid: string; size: number }) => this.#answerFor(object, operation, origin)),
    };
    say(response, 200, this.options.batch?.(answer, this) ?? answer);
  }

  #answerFor({ oid, size }: { oid: string; size: number }, operation: string, origin: string): object {
    const isHere = this.objects.has(oid);
    if (operation === 'download' && !isHere) return { oid, size, error: { code: 404, message: 'no such object' } };
    if (operation === 'upload' && isHere) return { oid, size };
    const action = { href: `${origin}/storage/${oid}`, header: { 'x-pass': 'storage' }, expires_in: 3600 };
    const verify = { href: `${origin}/storage/verify`, header: { 'x-pass': 'storage' } };
    return {
      oid,
      size,
      authenticated: true,
      actions: { [operation]: action, ...(this.options.verifies && operation === 'upload' && { verify }) },
    };
  }

  #store(request: SeenRequest, response: ServerResponse): void {
    switch (request.method) {
      case 'PUT':
        this.#take(request, response);
        break;
      case 'POST':
        this.#verify(JSON.parse(request.body.toString()), response);
        break;
      default:
        this.#give(request, response);
    }
  }

  #take({ path, body }: SeenRequest, response: ServerResponse): void {
    const oid = createHash('sha256').update(body).digest('hex');
    const isRight = path === `/storage/${oid}`;
    if (isRight) this.objects.set(oid, body);
    say(response, isRight ? 200 : 422, {});
  }

  #give({ path, headers }: SeenRequest, response: ServerResponse): void {
    const bytes = this.objects.get(path.slice('/storage/'.length));
    if (bytes === undefined) {
      say(response, 404, { message: 'no such object' });
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': bytes.length - from, ...(from > 0 && range) });
    response.end(bytes.subarray(from));
  }

  #verify({ oid, size }: { oid: string; size: number }, response: ServerResponse): void {
    const hasArrived = this.objects.get(oid)?.length === size;
    if (hasArrived) this.verified.push(oid);
    say(response, hasArrived ? 200 : 404, {});
  }
}

export interface ServedLfs extends AsyncDisposable {
  readonly lfs: LfsServer;
  /** Of the API. */
  readonly url: URL;
}

/** Listens on this machine, without any repository. */
export async function serveLfs(options: LfsServerOptions = {}): Promise<ServedLfs> {
  const lfs = new LfsServer(options);
  const server = createServer((request, response) => {
    lfs.handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    lfs,
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/models.git/info/lfs`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function say(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'content-type': 'application/vnd.git-lfs+json' });
  response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
}
