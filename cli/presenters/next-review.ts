import type { Page } from '../page.ts';

/** Whoever acts under a name of their own choice is shown where another one goes. */
export function approveCommand(id: string, { actor }: Page): readonly [words: string, purpose: string] {
  const words = `proposal approve ${id}`;
  return [actor === undefined ? words : `${words} --as <reviewer>`, 'by somebody who is not behind it'];
}
