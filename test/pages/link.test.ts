import { expect, it } from 'vitest';
import { link } from '../../pages/link.ts';

it('links to a web address', () => {
  expect(link('https://ci.example/run?a=1&b=2', 'run').toString()).toBe(
    '<a href="https://ci.example/run?a=1&amp;b=2" rel="noopener noreferrer">run</a>',
  );
});

it.each(['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//x', 'x'])(
  'shows %j as text',
  (address) => {
    expect(link(address).toString()).not.toContain('<a');
  },
);

it('ends no attribute', () => {
  expect(link('https://x/"onclick="y').toString()).not.toContain('"onclick');
});
