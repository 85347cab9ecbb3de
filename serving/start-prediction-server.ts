import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Batcher } from './batcher.ts';
import type { Answer } from './http/answer.ts';
import { BodyBudget } from './http/body-budget.ts';
import { asHttpRefusal, HttpRefusal } from './http/http-refusal.ts';
import { checkJsonHeaders, declaredSize, readJsonText } from './http/read-body.ts';
import { RouteTable } from './http/route-table.ts';
import { listen } from './listen.ts';
import type { ServedModel } from './models/served-model.ts';
import { modelPage } from './protocols/model-page.ts';
import { openInferenceProtocol } from './protocols/open-inference.ts';
import type { Executor, Protocol } from './protocols/protocol.ts';
import { rowsProtocol } from './protocols/rows-protocol.ts';
import { Turns } from './turns.ts';

export interface PredictionServerOptions {
  readonly models: readonly ServedModel[];
  /** `127.0.0.1` when absent: this machine alone. */
  readonly host?: string;
  /** 8080 when absent; 0 takes any free one. */
  readonly port?: number;
  /** Of this program, as the server metadata tells it. */
  readonly release?: string;
  /** The largest body that is read, in bytes; 10 MiB when absent. */
  readonly bodyLimit?: number;
  /** Bytes of bodies that are held at once; whoever comes with more is answered 503. 24 MiB when absent. */
  readonly heldBytes?: number;
  /** How long a request may take to arrive, head and body, in milliseconds; 30 s when absent. */
  readonly arrivalMs?: number;
  /** Told of every failure that is answered with 500. */
  readonly onFailure?: (error: unknown) => void;
}

export interface CloseOptions {
  /** How long the server goes on answering while it says that it is not ready; 0 when absent. */
  readonly graceMs?: number;
  /** When requests that still run are cut off, counted from the end of the grace; 30 s when absent. */
  readonly cutOffMs?: number;
}

export interface PredictionServer {
  readonly url: string;
  /** Finishes what was accepted, then stops. The predictors stay open: they belong to whoever loaded them. */
  close(options?: CloseOptions): Promise<void>;
}

const defaultBodyLimit = 10 * 1024 * 1024;
/** Values that are parsed take several times the bytes of their text. */
const defaultHeldBytes = 24 * 1024 * 1024;
/** In characters: parsing more takes long enough to be noticed by others. */
const largeBody = 1024 * 1024;
/** A million short rows fit a body, and would hold up everybody for seconds. */
const rowLimit = 65_536;

/**
 * Serves loaded models over HTTP: `POST /models/<model>/predict`, the Open Inference Protocol below `/v2`, and a page
 * at `/`.
 * @throws MergelineError `INPUT_INVALID` when the address cannot be taken; it says what holds it.
 */
export async function startPredictionServer(options: PredictionServerOptions): Promise<PredictionServer> {
  const { host = '127.0.0.1', port = 8080, arrivalMs = 30_000 } = options;
  const handler = new RequestHandler(options);
  const server = createServer({
    // Whoever sends slowly, to hold connections, is answered 408 and cut off.
    requestTimeout: arrivalMs,
    headersTimeout: Math.min(arrivalMs, 10_000),
    connectionsCheckingInterval: Math.min(arrivalMs, 2_000),
    // Longer than the idle time of load balancers, so that they close first.
    keepAliveTimeout: 75_000,
  });
  server.on('request', (request, response) => void handler.handle(request, response));
  server.on('checkContinue', (request, response) => void handler.handle(request, response));
  const url = await listen(server, { host, port });
  return { url, close: (closing) => close(server, handler, closing) };
}

class RequestHandler implements Executor {
  #ready = true;
  readonly #batchers: ReadonlyMap<ServedModel, Batcher>;
  readonly #protocols: readonly Protocol[];
  readonly #routes: RouteTable;
  readonly #bodyLimit: number;
  readonly #budget: BodyBudget;
  readonly #turns = new Turns();
  readonly #onFailure: (error: unknown) => void;

  constructor({ models, release = 'unreleased', bodyLimit, heldBytes, onFailure }: PredictionServerOptions) {
    this.#batchers = new Map(models.map((model) => [model, new Batcher(model.predictor)]));
    this.#protocols = [openInferenceProtocol({ name: 'mergeline', version: release }), rowsProtocol];
    this.#routes = new RouteTable([
      modelPage(models),
      ...this.#protocols.flatMap((protocol) => protocol.routes(models, this)),
    ]);
    this.#bodyLimit = bodyLimit ?? defaultBodyLimit;
    this.#budget = new BodyBudget(heldBytes ?? defaultHeldBytes);
    this.#onFailure = onFailure ?? (() => {});
  }

  async predict(model: ServedModel, rows: Parameters<Batcher['predict']>[0]) {
    if (rows.length > rowLimit) {
      throw new HttpRefusal(413, 'INPUT_INVALID', `The request has ${rows.length} rows; the limit is ${rowLimit}.`, {
        hint: 'Send the rows in several requests.',
      });
    }
    const batcher = this.#batchers.get(model);
    if (batcher === undefined) throw new HttpRefusal(503, 'BUSY', `${model.model} is not loaded.`);
    return await batcher.predict(rows);
  }

  isReady(): boolean {
    return this.#ready;
  }

  drain(): void {
    this.#ready = false;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(request, response);
    if (response.destroyed) return;
    // Whoever is refused before the body was read need not send, nor we read, the rest of it.
    const close = !this.#ready || !request.complete;
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-length': Buffer.byteLength(answer.body),
      'x-content-type-options': 'nosniff',
      ...(close && { connection: 'close' }),
    });
    response.end(answer.body);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const { method = 'GET', url = '/' } = request;
    const share = this.#budget.open();
    try {
      const route = this.#routes.find(method, url);
      if (route.method === 'GET') return await route.answer({ body: undefined });
      checkJsonHeaders(request, this.#bodyLimit);
      this.#budget.check(declaredSize(request));
      if (request.headers.expect !== undefined) response.writeContinue();
      const body = await readJsonText(request, this.#bodyLimit, share);
      if (body.length > largeBody) await this.#turns.next();
      return await route.answer({ body });
    } catch (error) {
      const refusal = asHttpRefusal(error);
      if (refusal.status === 500) this.#onFailure(error);
      return this.#protocolOf(url).refuse(refusal);
    } finally {
      share.release();
    }
  }

  #protocolOf(url: string): Protocol {
    return this.#protocols.find(({ prefix }) => url.startsWith(prefix)) ?? rowsProtocol;
  }
}

async function close(
  server: Server,
  handler: RequestHandler,
  { graceMs = 0, cutOffMs = 30_000 }: CloseOptions = {},
): Promise<void> {
  handler.drain();
  if (graceMs > 0) await new Promise((resolve) => setTimeout(resolve, graceMs));
  const cutOff = setTimeout(() => server.closeAllConnections(), cutOffMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearTimeout(cutOff);
}
