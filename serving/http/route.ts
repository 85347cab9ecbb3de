import type { Answer } from './answer.ts';

export interface ReceivedRequest {
  /** Undefined for a GET. */
  readonly body: string | undefined;
}

/** One address that is answered. Every path is spelt out, since the models are known when the table is made. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  answer(request: ReceivedRequest): Answer | Promise<Answer>;
}
