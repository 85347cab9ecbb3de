import type { HttpAnswer } from '../http/http-answer.ts';
import { skipping } from '../http/resuming.ts';
import { ComeAgain, UnusableAnswer } from '../http/transfer-error.ts';
import { type Action, hasExpired } from './batch-answer.ts';
import { complaintOf, type LfsApi } from './lfs-api.ts';
import { refusedBy } from './remote-failure.ts';

/** What storage behind a server says when what it was told is out of date. */
const mayBeStale = new Set([401, 403, 404, 410]);

/** One object at a server, to be read from anywhere. */
export class ObjectSource {
  readonly #api: LfsApi;
  readonly #locate: () => Promise<Action>;
  #action: Action | undefined;
  #isRelocated = false;
  #takesRanges = true;

  /** @param locate asks the server again where the object is. @throws MergelineError `NOT_FOUND`. */
  constructor(api: LfsApi, locate: () => Promise<Action>) {
    this.#api = api;
    this.#locate = locate;
  }

  /**
   * The bytes from one on, however the server sends them.
   * @throws BrokenTransfer, ComeAgain when another try may do better.
   */
  async *bytesFrom(at: number, size: number): AsyncGenerator<Uint8Array> {
    const answer = await this.#request(at);
    yield* skipping(startOf(answer, at, size), answer.body());
  }

  async #request(at: number): Promise<HttpAnswer> {
    if (this.#action === undefined || hasExpired(this.#action, Date.now())) this.#action = await this.#locate();
    const headers = at > 0 && this.#takesRanges ? { range: `bytes=${at}-` } : {};
    const answer = await this.#api.follow(this.#action, 'download', { method: 'GET', headers });
    if (answer.status === 200 || answer.status === 206) return answer;
    if (answer.status === 416 && this.#takesRanges) {
      answer.discard();
      this.#takesRanges = false;
      throw new ComeAgain('it does not send the rest of an object', 0);
    }
    if (mayBeStale.has(answer.status) && !this.#isRelocated) {
      answer.discard();
      this.#isRelocated = true;
      this.#action = undefined;
      return await this.#request(at);
    }
    const message = this.#api.conceal(await complaintOf(answer));
    throw refusedBy(this.#api.addressee, { status: answer.status, message }, 'download');
  }
}

/** How many bytes of the answer come before those that were asked for. */
function startOf(answer: HttpAnswer, at: number, size: number): number {
  const { status, headers } = answer;
  if (status === 200) return at;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  const isHonest = Number(from) === at && (total === '*' || Number(total) === size);
  if (isHonest) return 0;
  answer.discard();
  throw new UnusableAnswer('sends another part of an object than it was asked for');
}
