import type { HttpAnswer } from '../../http/http-answer.ts';
import { HttpClient, type HttpClientOptions, type HttpRequest } from '../../http/http-client.ts';
import { asRegistryFailure } from './registry-failure.ts';

/** HTTP with one registry and with whom it names. What fails is a `RegistryFailure`. */
export class RegistryTransport {
  readonly #host: string;
  readonly #client: HttpClient;

  constructor(origin: string, options: HttpClientOptions) {
    const home = new URL(origin);
    this.#host = home.host;
    this.#client = new HttpClient(home, options);
  }

  /** What only reads goes on where it is redirected. @throws RegistryFailure; whatever `body.open` throws. */
  async exchange(request: HttpRequest): Promise<HttpAnswer> {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    try {
      return await (reads ? this.#client.send(request) : this.#client.exchange(request));
    } catch (error) {
      throw asRegistryFailure(error, this.#host);
    }
  }

  /** @throws RegistryFailure */
  async *chunks(answer: HttpAnswer): AsyncGenerator<Uint8Array> {
    try {
      yield* answer.body();
    } catch (error) {
      throw asRegistryFailure(error, answer.url.host);
    }
  }

  /** The whole body, when it is at most `limit` bytes. @throws RegistryFailure */
  async read(answer: HttpAnswer, limit: number, subject: string): Promise<Buffer> {
    try {
      return await answer.read(limit, subject);
    } catch (error) {
      throw asRegistryFailure(error, answer.url.host);
    }
  }
}
