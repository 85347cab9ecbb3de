import type { Limits } from '../limits.ts';
import { unreadable } from '../unreadable.ts';

/** What a file has used of its limits; shared by the pickles that lie within one another. */
export class Budget {
  readonly limits: Limits;
  #operations = 0;
  #arrays = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Counts steps: one per opcode, and one per entry or byte that an opcode copies. */
  spend(steps: number): void {
    this.#operations += steps;
    if (this.#operations > this.limits.operations) throw exceeded('work to read it', this.limits.operations);
  }

  /** Counts the bytes of an array before it is made. */
  allocate(bytes: number): void {
    this.#arrays += bytes;
    if (this.#arrays > this.limits.arrays) throw exceeded('array bytes', this.limits.arrays);
  }

  check(
    what: string,
    actual: number,
    limit: 'stack' | 'marks' | 'memo' | 'text' | 'integer' | 'dimensions' | 'globals',
  ) {
    if (actual > this.limits[limit]) throw exceeded(what, this.limits[limit]);
  }
}

function exceeded(what: string, limit: number): Error {
  return unreadable(`The file asks for too much: ${what} beyond the limit of ${limit}.`);
}
