import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { visibleText } from '../../../core/report/escape-markdown.ts';
import { code, link, md, table } from '../../../core/report/markdown.ts';

const parser = new MarkdownIt({ html: true, linkify: true });

test('values in a template are text unless they are Markdown', () => {
  expect(md`**${'a*b'}** ${md`_${'c'}_`} ${3}`.markdown).toBe('**a\\*b** _c_ 3');
});

test('a code span shows any text, backticks included', () => {
  fc.assert(
    fc.property(
      fc.string().filter((it) => visibleText(it) !== '' && !it.includes('|')),
      (text) => {
        const [inline] = parser.parseInline(code(text).markdown, {});
        expect(inline?.children?.map(({ type, content }) => [type, content])).toEqual([
          ['code_inline', visibleText(text)],
        ]);
      },
    ),
  );
});

describe('a link', () => {
  test.each([
    ['https://github.com/acme/iris', 'https://github.com/acme/iris'],
    ['https://example.org/a b?x=1&y=<2>#|', 'https://example.org/a%20b?x=1&y=%3C2%3E#%7C'],
    ['https://example.org/)](javascript:alert(1))', 'https://example.org/)](javascript:alert(1))'],
    ['http://localhost:8080/run', 'http://localhost:8080/run'],
  ])('%s leads to %s', (address, target) => {
    const [inline] = parser.parseInline(link(address).markdown, {});
    const links = inline?.children?.filter(({ type }) => type === 'link_open') ?? [];
    expect(links).toHaveLength(1);
    expect(decodeURI(String(links[0]?.attrGet('href')))).toBe(decodeURI(parser.normalizeLink(target)));
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:secret@example.org',
    'ftp://example.org',
    'iris',
    '',
    '//example.org',
  ])('%j stays text', (address) => {
    const [inline] = parser.parseInline(link(address).markdown, {});
    expect(inline?.children?.every(({ type }) => type.startsWith('text')) ?? true).toBe(true);
  });

  test('has one target and no other link in it, whatever the address', () => {
    const address = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string().map((it) => `https://x.example/${it}`),
    );
    fc.assert(
      fc.property(address, (it) => {
        const tokens = parser.parse(table(['a', 'b'], [[link(it), md`end`]]).markdown, {});
        const links = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => !type.startsWith('text'));
        expect(links.map(({ type }) => type)).toEqual(['link_open', 'link_close']);
        expect(tokens.filter(({ type }) => type === 'td_open')).toHaveLength(2);
      }),
    );
  });
});
