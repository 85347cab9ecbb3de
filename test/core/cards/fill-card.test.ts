import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillCard } from '../../../core/cards/fill-card.ts';

const file = 'models/iris/README.md';
const fill = (card: string, contents: Readonly<Record<string, string>>) =>
  fillCard(card, new Map(Object.entries(contents)), file);

const card = `# Iris

By hand.

<!-- mergeline:begin facts -->
old
<!-- mergeline:end facts -->

By hand again.
<!-- mergeline:begin limits -->
<!-- mergeline:end limits -->
`;

describe('fillCard', () => {
  test('writes between the markers and nowhere else', () => {
    expect(fill(card, { facts: 'one\ntwo', limits: '' })).toEqual({
      text: card.replace('old', 'one\ntwo'),
      blocks: ['facts', 'limits'],
      stale: ['facts'],
      unknown: [],
    });
  });

  test('empties a section that there is nothing to say in', () => {
    expect(fill(card, { facts: '' }).text).toBe(card.replace('old\n', ''));
  });

  test('leaves a section that says the same as it is, whatever lines stand around it', () => {
    const formatted = card.replace('old', '\nold\n');
    expect(fill(formatted, { facts: 'old' })).toMatchObject({ text: formatted, stale: [] });
  });

  test('keeps the line ends of Windows', () => {
    const windows = card.replaceAll('\n', '\r\n');
    expect(fill(windows, { facts: 'one\ntwo' }).text).toBe(windows.replace('old', 'one\r\ntwo'));
    expect(fill(windows, { facts: 'old' }).stale).toEqual([]);
  });

  test('leaves sections of other names alone and tells them', () => {
    expect(fill(card, { facts: 'old' })).toMatchObject({ text: card, unknown: ['limits'] });
  });

  test('takes markers in fenced code for text', () => {
    const example = `\`\`\`md\n${card}\`\`\`\n`;
    expect(fill(example, { facts: 'new' })).toMatchObject({ text: example, blocks: [] });
  });

  test.each([
    ['<!-- mergeline:begin facts -->', `${file}:1: mergeline:begin facts has no end.`],
    ['\n<!-- mergeline:end facts -->', `${file}:2: mergeline:end facts has no beginning.`],
    ['<!-- mergeline:begin a -->\n<!-- mergeline:begin b -->', `${file}:1: mergeline:begin a has no end.`],
    [
      '<!-- mergeline:begin a -->\n<!-- mergeline:end b -->\n<!-- mergeline:end a -->',
      `${file}:2: mergeline:end b has no beginning.`,
    ],
    [
      '<!-- mergeline:begin a -->\n<!-- mergeline:end a -->\n<!-- mergeline:begin a -->\n<!-- mergeline:end a -->',
      `${file}:3: mergeline:begin a stands here again.`,
    ],
  ])('refuses %j', (broken, message) => {
    expect(() => fill(broken, { facts: 'new' })).toThrow(expect.objectContaining({ code: 'FILE_INVALID', message }));
  });

  test('is done after once, and touches no character outside, whatever people wrote', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }).filter((it) => !/[\n\r]|mergeline:|[`~]{3}/.test(it)),
      fc.constantFrom('# A', '', '<!-- a comment -->', '<!--', '-->', '    code'),
    );
    const lines = fc.array(line, { maxLength: 6 });
    const end = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(lines, lines, lines, end, fc.constantFrom('', 'x', 'x\ny'), (before, old, after, eol, content) => {
        const [begin, finish] = ['<!-- mergeline:begin facts -->', '<!-- mergeline:end facts -->'];
        const whole = [...before, begin, ...old, finish, ...after].join(eol);
        const { text } = fill(whole, { facts: content });
        expect(text.startsWith([...before, begin].join(eol))).toBe(true);
        expect(text.endsWith([finish, ...after].join(eol))).toBe(true);
        expect(fill(text, { facts: content })).toMatchObject({ text, stale: [] });
      }),
    );
  });
});
