import { setImmediate } from 'node:timers/promises';

/** Lets those who hold up the process go on one by one; whatever else waits is done between two of them. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
