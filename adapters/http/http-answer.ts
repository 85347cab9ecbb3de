import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { asBrokenTransfer, silence } from './broken-transfer.ts';
import { UnusableAnswer } from './transfer-error.ts';

export interface AnsweredRequest {
  readonly method: string;
  readonly url: URL;
}

/** More is not read only to use its connection again. */
const worthReading = 64 * 1024;

/** The head of an answer, and its body, which is read to its end or discarded. */
export class HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where it came from, after all redirects. */
  readonly url: URL;
  readonly #method: string;
  readonly #message: IncomingMessage;
  readonly #idle: number;

  /** @param idle milliseconds. */
  constructor(message: IncomingMessage, { method, url }: AnsweredRequest, idle: number) {
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.url = url;
    this.#method = method;
    this.#message = message;
    this.#idle = idle;
    // What breaks while nobody reads is told to whoever reads next.
    message.on('error', () => undefined);
  }

  /** @throws BrokenTransfer when the connection falls silent, or ends before the body does. */
  async *body(): AsyncGenerator<Uint8Array> {
    const request = `${this.#method} ${this.url.origin}`;
    const chunks: AsyncIterator<Uint8Array> = this.#message[Symbol.asyncIterator]();
    try {
      for (;;) {
        const timer = setTimeout(() => this.#message.destroy(silence(this.#idle, request)), this.#idle);
        const { done, value } = await chunks
          .next()
          .catch((cause) => {
            throw asBrokenTransfer(cause, request);
          })
          .finally(() => clearTimeout(timer));
        if (done) return;
        yield value;
      }
    } finally {
      this.#message.destroy();
    }
  }

  /**
   * The whole body, when it is at most `limit` bytes; never more is read.
   * @param subject for people: `a token`.
   * @throws BrokenTransfer, UnusableAnswer
   */
  async read(limit: number, subject: string): Promise<Buffer> {
    if (this.#length > limit) throw this.#tooLarge(limit, subject);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.body()) {
      size += chunk.length;
      if (size > limit) throw this.#tooLarge(limit, subject);
      parts.push(chunk);
    }
    return Buffer.concat(parts);
  }

  /** Lets the connection be used again, unless that means to read much. */
  discard(): void {
    if (this.#message.closed) return;
    if (this.#method !== 'HEAD' && !(this.#length <= worthReading)) {
      this.#message.destroy();
      return;
    }
    const timer = setTimeout(() => this.#message.destroy(), this.#idle);
    this.#message.once('close', () => clearTimeout(timer));
    this.#message.resume();
  }

  #tooLarge(limit: number, subject: string): UnusableAnswer {
    this.#message.destroy();
    return new UnusableAnswer(`sends ${subject} of more than ${limit / 1024} KiB`);
  }

  /** Not a number when the server does not say. */
  get #length(): number {
    return Number(this.headers['content-length'] ?? Number.NaN);
  }
}
