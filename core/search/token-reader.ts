import type { MergelineError } from '../errors.ts';
import { queryError } from './query-error.ts';
import { readTokens, type Token } from './read-tokens.ts';

/** The tokens of a query one after the other. */
export class TokenReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws MergelineError `INPUT_INVALID` */
  constructor(text: string) {
    this.#text = text;
    this.#tokens = readTokens(text);
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', offset: this.#text.length, source: '' };
  }

  take(): Token {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  /** Takes words in whatever case, all of them or none. */
  takeWords(...words: readonly string[]): boolean {
    const fits = words.every((word, index) => {
      const token = this.#tokens[this.#at + index];
      return token?.kind === 'word' && token.source.toUpperCase() === word;
    });
    if (fits) this.#at += words.length;
    return fits;
  }

  takeSymbol(symbol: string): boolean {
    const { kind, source } = this.next;
    const fits = kind === 'symbol' && source === symbol;
    if (fits) this.#at += 1;
    return fits;
  }

  /** @throws MergelineError `INPUT_INVALID` where it does not stand. */
  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.expected(symbol);
  }

  /** @throws MergelineError `INPUT_INVALID` where it does not stand. */
  expectWord(word: string): void {
    if (!this.takeWords(word)) throw this.expected(word);
  }

  expected(what: string, advice?: string): MergelineError {
    const found = this.next.kind === 'end' ? 'it ends here' : `there is ${this.next.source.slice(0, 40)}`;
    return this.error(`expected ${what}, but ${found}`, { advice });
  }

  error(
    problem: string,
    { at = this.next, advice }: { readonly at?: Token; readonly advice?: string | undefined } = {},
  ): MergelineError {
    return queryError(this.#text, at.offset, problem, advice);
  }
}
