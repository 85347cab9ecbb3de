import { largestPage, type Page } from './check-page.ts';

const most = 4 * largestPage;
/** What a value costs as JavaScript holds it, in bytes, beside those of the page itself. */
const [costOfNumber, costOfText] = [8, 64];
const numberTypes: ReadonlySet<string> = new Set(['BOOLEAN', 'INT32', 'INT64', 'FLOAT', 'DOUBLE']);

/** How much memory the pages take that are open at the same time: one of each column, and its dictionary. */
export class PageRoom {
  #taken = 0;

  /** @returns the bytes to release. @throws Error when there is no room. */
  claim({ values, unpacked }: Page, type: string): number {
    const size = unpacked + values * (numberTypes.has(type) ? costOfNumber : costOfText);
    this.#taken += size;
    if (this.#taken > most) {
      throw new Error(`takes, with the other columns, more than ${most / 2 ** 20} MiB for the pages open at once`);
    }
    return size;
  }

  release(size: number): void {
    this.#taken -= size;
  }
}
