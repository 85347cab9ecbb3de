import { suggestName } from '../core/domain/closest-name.ts';
import type { Finding, Path } from './finding.ts';

/** Whoever gets more names wrong has not mistyped them, and looking for what is near is slow among thousands. */
const mostSuggestions = 20;

/** The names of one sort that a document defines, and what is said where another one is used. */
export class KnownNames {
  readonly #what: string;
  readonly #names: ReadonlySet<string>;
  #suggestions = 0;

  /** @param what such as `role`. */
  constructor(what: string, names: Iterable<string>) {
    this.#what = what;
    this.#names = new Set(names);
  }

  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Nothing for a name that is known. */
  require(name: string, path: Path): readonly Finding[] {
    if (this.has(name)) return [];
    const message = `names the ${this.#what} ${name}, which is not there.`;
    return [{ path, message: [message, this.#hint(name)].join(' ').trimEnd() }];
  }

  #hint(name: string): string {
    this.#suggestions += 1;
    if (this.#names.size === 0) return 'There is none yet.';
    return this.#suggestions > mostSuggestions ? '' : (suggestName(name, [...this.#names]) ?? '');
  }
}
