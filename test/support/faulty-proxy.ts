import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request, counted in bytes of its body. */
export type Fault =
  /** The answer comes from here and not from the server behind. */
  | {
      readonly answer: number;
      readonly headers?: Record<string, string>;
      readonly body?: string | { readonly endless: true };
    }
  | { readonly cutRequestAt: number }
  | { readonly cutAnswerAt: number }
  | { readonly flipAnswerAt: number }
  | { readonly falseHeaders: Record<string, string> }
  /** The server behind has done it, and nobody hears so. */
  | { readonly loseAnswer: true }
  | { readonly silent: true };

export interface FaultyProxy extends AsyncDisposable {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** Every request so far, as `PUT /v2/…`, with what let it in. */
  readonly requests: readonly { readonly line: string; readonly authorization: string | undefined }[];
  /** Lets the next `times` requests whose line fits go wrong; the newest rule counts. */
  fail(line: RegExp, fault: Fault | ((line: string) => Fault), times?: number): void;
  /** Forgets rules and requests. */
  reset(): void;
}

interface Rule {
  readonly line: RegExp;
  readonly fault: Fault | ((line: string) => Fault);
  times: number;
}

/** Passes HTTP on to `target`, and spoils what it is told to. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const rules: Rule[] = [];
  const requests: { line: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push({ line, authorization: request.headers.authorization });
    const rule = rules.find((it) => it.times > 0 && it.line.test(line));
    if (rule !== undefined) rule.times -= 1;
    const fault = typeof rule?.fault === 'function' ? rule.fault(line) : rule?.fault;
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    void serve(target, request, response, fault);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail: (line, fault, times = 1) => rules.unshift({ line, fault, times }),
    reset: () => {
      rules.length = 0;
      requests.length = 0;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function serve(target: string, request: IncomingMessage, response: ServerResponse, fault?: Fault): Promise<void> {
  if (fault !== undefined && 'silent' in fault) return;
  if (fault !== undefined && 'answer' in fault) {
    response.writeHead(fault.answer, fault.headers);
    if (typeof fault.body === 'object') await sendEndlessly(response);
    else response.end(fault.body);
    return;
  }
  const { method, url, headers } = request;
  const behind = send(`http://${target}${url}`, { method, headers });
  behind.on('error', () => response.destroy());
  behind.on('response', (answer) => void passBack(answer, response, fault));
  if (fault === undefined || !('cutRequestAt' in fault)) {
    request.pipe(behind);
    return;
  }
  let left = fault.cutRequestAt;
  request.on('data', (chunk: Buffer) => {
    behind.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left > 0) return;
    behind.destroy();
    request.socket.destroy();
  });
}

async function passBack(answer: IncomingMessage, response: ServerResponse, fault: Fault = passes): Promise<void> {
  if ('loseAnswer' in fault) {
    response.destroy();
    return;
  }
  response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...('falseHeaders' in fault && fault.falseHeaders) });
  response.flushHeaders();
  try {
    for await (const chunk of spoilt(answer, fault)) if (!response.write(chunk)) await drained(response);
    if ('cutAnswerAt' in fault) response.destroy();
    else response.end();
  } catch {
    response.destroy();
  }
}

const passes: Fault = { falseHeaders: {} };

async function* spoilt(chunks: AsyncIterable<Buffer>, fault: Fault): AsyncGenerator<Buffer> {
  const end = 'cutAnswerAt' in fault ? fault.cutAnswerAt : Number.POSITIVE_INFINITY;
  const flipped = 'flipAnswerAt' in fault ? fault.flipAnswerAt : -1;
  let at = 0;
  for await (const chunk of chunks) {
    const inside = flipped - at;
    if (inside >= 0 && inside < chunk.length) chunk[inside] = (chunk[inside] ?? 0) ^ 1;
    if (at + chunk.length >= end) {
      yield chunk.subarray(0, end - at);
      return;
    }
    yield chunk;
    at += chunk.length;
  }
}

async function sendEndlessly(response: ServerResponse): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  while (!response.destroyed) {
    if (!response.write(chunk)) await drained(response);
  }
}

async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    over.abort(),
  );
}
