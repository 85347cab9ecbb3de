import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../pages/html.ts';

describe('html', () => {
  it('escapes text and keeps markup', () => {
    const inner = html`<b>${'<i>'}</b>`;

    expect(html`<p title="${'" onclick="x'}">${inner} ${1} ${['&', inner]}${undefined}</p>`.toString()).toBe(
      '<p title="&quot; onclick=&quot;x"><b>&lt;i&gt;</b> 1 &amp;<b>&lt;i&gt;</b></p>',
    );
  });

  it('makes bidirectional marks and control characters visible, in lists too', () => {
    expect(html`${['\u202etxt.exe', '\u0000\u001b[2J']}`.toString()).toBe('\ufffdtxt.exe\ufffd\ufffd[2J');
  });

  it('lets no text begin a tag, end an attribute or begin an entity', () => {
    const hostile = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '`', ';', 'a', '\u202e', '\u0007') });
    fc.assert(
      fc.property(hostile, (text) => {
        const written = html`${text}`.toString();
        const rest = written.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '');
        expect([...rest].filter((character) => '<>"\'&\u202e\u0007'.includes(character))).toEqual([]);
      }),
    );
  });
});
