import { hexOf } from '../../core/domain/digest.ts';
import type { MergelineError } from '../../core/errors.ts';
import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import type { Content } from '../filesystem/content-folder.ts';
import type { HttpAnswer } from '../http/http-answer.ts';
import { HttpClient, type HttpClientOptions, type HttpRequest } from '../http/http-client.ts';
import { isPassingStatus } from '../http/passing-status.ts';
import { type Patience, retrying, usualPatience } from '../http/patience.ts';
import { parseRetryAfter } from '../http/retry-after.ts';
import { ComeAgain } from '../http/transfer-error.ts';
import { type Action, type ObjectAnswer, parseBatchAnswer, wordsOf } from './batch-answer.ts';
import { BatchQueue } from './batch-queue.ts';
import type { Operation } from './find-endpoint.ts';
import type { Entrance, LfsAccess } from './lfs-access.ts';
import { type Addressee, asRemoteFailure, refusedBy } from './remote-failure.ts';

export interface LfsApiOptions {
  readonly patience?: Patience;
  readonly http?: Omit<HttpClientOptions, 'idle'>;
}

const mediaType = 'application/vnd.git-lfs+json';
/** A hundred objects with long signed addresses take a few hundred kilobytes. */
const largestAnswer = 4 * 1024 * 1024;
const largestComplaint = 64 * 1024;

/** The API of one Git LFS server: https://github.com/git-lfs/git-lfs/tree/main/docs/api */
export class LfsApi {
  readonly addressee: Addressee;
  readonly patience: Patience;
  readonly #access: LfsAccess;
  readonly #http: HttpClientOptions;
  readonly #queue = new BatchQueue((...question) => this.#askMany(...question));
  readonly #clients = new Map<string, HttpClient>();

  constructor(addressee: Addressee, access: LfsAccess, { patience = usualPatience, http = {} }: LfsApiOptions = {}) {
    this.addressee = addressee;
    this.patience = patience;
    this.#access = access;
    this.#http = { ...http, idle: patience.idle };
  }

  /** What may be done with an object. @throws MergelineError `REMOTE_FAILED`. */
  ask(operation: Operation, content: Content): Promise<ObjectAnswer> {
    return this.#queue.ask(operation, content);
  }

  /**
   * Does what an action says. What lets us into the API is told to the server of the API alone.
   * @throws as `HttpClient.send` does, and `ComeAgain` for what may work later.
   */
  async follow(
    { href, headers }: Action,
    operation: Operation,
    request: Omit<HttpRequest, 'url'>,
  ): Promise<HttpAnswer> {
    const entrance = await this.#access.enter(operation);
    const isHome = entrance.url.origin === href.origin;
    const isSigned = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
    const own = isHome && !isSigned ? entrance.headers : {};
    return await orComeAgain(
      await this.#clientOf(entrance).send({
        ...request,
        url: href,
        headers: { ...own, ...request.headers, ...headers },
      }),
    );
  }

  /** Tells the server that an object has arrived, where it wants to hear so. */
  async verify(action: Action, { digest, size }: Content): Promise<void> {
    const body = jsonBody({ oid: hexOf(digest), size });
    await retrying(async () => {
      const answer = await this.follow(action, 'upload', { method: 'POST', headers: jsonHeaders, body });
      const message = await complaintOf(answer);
      if (answer.status < 200 || answer.status > 299)
        throw refusedBy(this.addressee, { status: answer.status, message: this.conceal(message) }, 'upload');
    }, this.patience);
  }

  /** A text of the server that holds nothing which must not be shown. */
  conceal(text: string): string {
    return this.#access.conceal(text);
  }

  /** A failed transfer in words. */
  failure(error: unknown): unknown {
    return asRemoteFailure(error, this.addressee, (text) => this.conceal(text));
  }

  async #askMany(operation: Operation, contents: readonly Content[]): Promise<readonly ObjectAnswer[]> {
    try {
      return await this.#batch(operation, contents);
    } catch (error) {
      throw this.failure(error);
    }
  }

  async #batch(operation: Operation, contents: readonly Content[]): Promise<readonly ObjectAnswer[]> {
    const objects = contents.map(({ digest, size }) => ({ oid: hexOf(digest), size }));
    const body = jsonBody({ operation, transfers: ['basic'], objects, hash_algo: 'sha256' });
    const answer = await this.#enter(operation, body);
    if (answer.status === 413 && contents.length > 1) {
      answer.discard();
      const half = contents.length >> 1;
      const first = await this.#batch(operation, contents.slice(0, half));
      return [...first, ...(await this.#batch(operation, contents.slice(half)))];
    }
    // Of a single object, a refusal of the request is one of the object.
    if ((answer.status === 413 || answer.status === 422) && operation === 'upload' && contents.length === 1)
      return [{ kind: 'error', status: answer.status, message: this.conceal(await complaintOf(answer)) }];
    if (answer.status !== 200) throw await this.#refusal(answer, operation);
    const now = Date.now();
    const parsed = parseBatchAnswer((await answer.read(largestAnswer, 'an answer')).toString(), contents, now);
    await this.#access.confirm();
    return parsed.map((it) => (it.kind === 'error' ? { ...it, message: this.conceal(it.message) } : it));
  }

  /** As nobody first, where the person gave us nothing; then as whom git knows there. */
  async #enter(operation: Operation, body: NonNullable<HttpRequest['body']>): Promise<HttpAnswer> {
    const answer = await this.#knock(operation, body);
    if (answer.status !== 401 || !(await this.#access.renew(operation))) return answer;
    answer.discard();
    const second = await this.#knock(operation, body);
    if (second.status === 401) await this.#access.renew(operation);
    return second;
  }

  #knock(operation: Operation, body: NonNullable<HttpRequest['body']>): Promise<HttpAnswer> {
    return retrying(async () => {
      const entrance = await this.#access.enter(operation);
      const url = batchUrl(entrance.url);
      const headers = { ...entrance.headers, ...jsonHeaders };
      return await orComeAgain(await this.#clientOf(entrance).send({ method: 'POST', url, headers, body }));
    }, this.patience);
  }

  async #refusal(answer: HttpAnswer, operation: Operation): Promise<MergelineError> {
    const { status } = answer;
    return refusedBy(this.addressee, { status, message: this.conceal(await complaintOf(answer)) }, operation);
  }

  #clientOf({ url }: Entrance): HttpClient {
    const client = this.#clients.get(url.origin) ?? new HttpClient(url, this.#http);
    this.#clients.set(url.origin, client);
    return client;
  }
}

const jsonHeaders = { accept: mediaType, 'content-type': mediaType };

function jsonBody(value: unknown): { readonly size: number; readonly open: OpenBytes } {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    size: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
}

function batchUrl(api: URL): URL {
  const url = new URL(api);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/objects/batch`;
  return url;
}

/** @throws ComeAgain for an answer after which the same request may succeed. */
async function orComeAgain(answer: HttpAnswer): Promise<HttpAnswer> {
  if (!isPassingStatus(answer.status)) return answer;
  answer.discard();
  throw new ComeAgain(`it answered ${answer.status}`, parseRetryAfter(answer.headers['retry-after']));
}

/** The server's own words about what it refuses. */
export async function complaintOf(answer: HttpAnswer): Promise<string> {
  try {
    return wordsOf((await answer.read(largestComplaint, 'a complaint')).toString());
  } catch {
    return '';
  }
}
