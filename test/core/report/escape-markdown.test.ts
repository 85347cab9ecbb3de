import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { escapeMarkdown, visibleText } from '../../../core/report/escape-markdown.ts';

const parser = new MarkdownIt({ html: true, linkify: true });

test.each([
  ['a plain text, with 3 words.', 'a plain text, with 3 words.'],
  ['max_depth * 2', 'max\\_depth \\* 2'],
  ['a|b', 'a\\|b'],
  ['<script>', '&lt;script&gt;'],
  ['@ann and #1', '@&#8203;ann and #&#8203;1'],
  ['two\nlines\r\n\ttabs', 'two lines tabs'],
  ['evil\u202etxt.exe', 'evilU+202Etxt.exe'],
  ['a\u0000b\u001b[31m', 'aU+0000bU+001B\\[31m'],
  ['half \ud800', 'half \ufffd'],
  ['- item', '\\- item'],
  ['1. item', '1&#8203;. item'],
  ['$x$', '&dollar;x&dollar;'],
])('%j is written %j', (text, written) => {
  expect(escapeMarkdown(text)).toBe(written);
});

const hostile = fc.constantFrom(
  '@ann',
  '#12',
  'GH-7',
  'acme/iris#3',
  'a@b.example',
  'www.example.com',
  'http://x.example',
  '[x](javascript:alert(1))',
  '![x](https://x.example/y.png)',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '-->',
  '&amp;',
  '&#64;ann',
  '`',
  '``',
  '*',
  '__',
  '~~',
  '|',
  '\\',
  '\\|',
  '\n',
  '\n\n',
  '\r',
  '\t',
  '    ',
  '# h',
  '> q',
  '- l',
  '1. l',
  '---',
  '===',
  '[^1]',
  '[x]: https://x.example',
  '$$',
  '```\n',
  '<https://x.example>',
  ':tada:',
  '\u2028',
  '\u202e',
  '\u200b',
  '\u0000',
  '{{x}}',
  ['$', '{{ github.token }}'].join(''),
  '::error::x',
  '<details>',
  'a',
  ' ',
  'é',
  '😀',
);
const text = fc.oneof(
  fc.array(hostile, { maxLength: 8 }).map((it) => it.join('')),
  fc.string({ unit: 'binary' }),
  fc.string(),
);

describe('hostile text', () => {
  test.each<[string, (escaped: string) => string]>([
    ['a paragraph', (escaped) => `Said: ${escaped}`],
    ['a paragraph of its own', (escaped) => escaped],
    ['a list item', (escaped) => `- **x**: ${escaped}`],
    ['a heading', (escaped) => `## x ${escaped}`],
    ['a table cell', (escaped) => `| a | b |\n| --- | --- |\n| ${escaped} | end |`],
    ['bold text', (escaped) => `x **${escaped}** y`],
  ])('does nothing in %s, and reads as it was written', (_where, place) => {
    fc.assert(
      fc.property(text, (it) => {
        fc.pre(visibleText(it) !== '');
        const tokens = flatten(parser.parse(place(escapeMarkdown(it)), {}));
        const harmless = flatten(parser.parse(place('word'), {}));
        expect(shapeOf(tokens)).toEqual(shapeOf(harmless));
        expect(textOf(tokens).replaceAll('\u200b', '')).toBe(
          textOf(flatten(parser.parse(place('W'), {}))).replace('W', () => visibleText(it)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('names nobody, no issue and no formula once it is rendered', () => {
    fc.assert(
      fc.property(text, (it) => {
        const rendered = textOf(flatten(parser.parse(escapeMarkdown(it), {})));
        expect(rendered).not.toMatch(/@[\p{L}\p{N}]/u);
        expect(rendered).not.toMatch(/#[0-9]/);
        expect(rendered).not.toMatch(/\bGH-[0-9]/i);
        expect(escapeMarkdown(it)).not.toContain('$');
      }),
      { numRuns: 1000 },
    );
  });
});

test('text is shown on one line with every character visible', () => {
  fc.assert(
    fc.property(text, (it) => {
      expect(visibleText(it)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|^\s|\s$|\s\s/u);
    }),
  );
});

function flatten(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => [token, ...flatten(token.children ?? [])]);
}

/** Everything that is more than text. */
function shapeOf(tokens: readonly Token[]): string[] {
  return tokens
    .map(({ type }) => type)
    .filter((type) => type !== 'text' && type !== 'text_special' && type !== 'inline');
}

function textOf(tokens: readonly Token[]): string {
  return tokens
    .filter(({ type }) => type !== 'inline')
    .map(({ content }) => content)
    .join('');
}
