import { escapeMarkdown, visibleText } from './escape-markdown.ts';

/**
 * Markdown that means what it says. It is made from text by the functions here, which escape, so that nothing from
 * outside becomes a part of a document by being forgotten.
 */
export interface Markdown {
  readonly markdown: string;
}

/** A template whose text is Markdown and whose values are not, unless they are Markdown already. */
export function md(parts: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): Markdown {
  const written = values.map((value) => (typeof value === 'object' ? value.markdown : escapeMarkdown(String(value))));
  return { markdown: String.raw({ raw: parts }, ...written) };
}

export function joinMarkdown(parts: readonly Markdown[], separator: string): Markdown {
  return { markdown: parts.map(({ markdown }) => markdown).join(separator) };
}

/** A code span, which GitHub leaves alone: for digests, names and commands. A table has no pipe in a span, so text with one is escaped instead. */
export function code(text: string): Markdown {
  const shown = visibleText(text);
  if (shown === '' || shown.includes('|')) return md`${shown}`;
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return { markdown: `${fence}${pad}${shown}${pad}${fence}` };
}

/** A link that shows where it leads; text that is no address of the web stays text. */
export function link(address: string): Markdown {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return md`${address}`;
  const target = url.href.replace(/[^A-Za-z0-9\-._~:/?#@!$&+,;=%]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return { markdown: `[${escapeMarkdown(address)}](<${target}>)` };
}

/** Numbers of rows that do not fit are told below by the caller; every row has a cell for each heading. */
export function table(headings: readonly string[], rows: readonly (readonly Markdown[])[]): Markdown {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(row.map(({ markdown }) => markdown)));
  return { markdown: [line(headings.map(escapeMarkdown)), line(headings.map(() => '---')), ...body].join('\n') };
}
