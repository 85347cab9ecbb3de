import type { SoughtWord } from '../domain/query.ts';

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;
const soughtPattern = /([\p{L}\p{N}\p{M}]+)(\*?)/gu;

/** The words of a text without case and accents. */
export function wordsOf(text: string): readonly string[] {
  return plain(text).match(wordPattern) ?? [];
}

/** The words that are sought; a star behind one stands for any ending. */
export function soughtWords(text: string): readonly SoughtWord[] {
  return Array.from(plain(text).matchAll(soughtPattern), ([, word = '', star]) => ({ word, prefix: star === '*' }));
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .normalize('NFKC');
}
