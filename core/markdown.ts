import { escapeMarkdown, visibleText } from './escape-markdown.ts';

/** Markdown that means what it says. Only this module makes it, so text from outside cannot become it unescaped. */
export class Markdown {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}
