import { HttpRefusal } from './http-refusal.ts';

/** How many bytes of bodies a server holds at once, from their arrival until they are answered. */
export class BodyBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @throws HttpRefusal 503 when so many bytes would be too many now. Takes none of them. */
  check(bytes: number): void {
    if (bytes <= this.#left) return;
    throw new HttpRefusal(503, 'BUSY', 'The server holds as many bodies as it may.', {
      headers: { 'retry-after': '1' },
      hint: 'Send it again in a second, or in smaller parts.',
    });
  }

  /** What one request holds. */
  open(): BodyShare {
    let held = 0;
    return {
      take: (bytes) => {
        this.check(bytes);
        this.#left -= bytes;
        held += bytes;
      },
      release: () => {
        this.#left += held;
        held = 0;
      },
    };
  }
}

export interface BodyShare {
  /** @throws HttpRefusal 503 as `BodyBudget.check` does. */
  take(bytes: number): void;
  release(): void;
}
