import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, table } from '../../docs/generate/markdown.ts';
import { generatedPages } from '../../docs/generate.ts';

const docs = join(import.meta.dirname, '../../docs');

describe('the generated pages', () => {
  it('say what the code says; `npm run docs` writes them', async () => {
    for (const [name, text] of await generatedPages()) {
      expect(readFileSync(join(docs, name), 'utf8'), `docs/${name} is stale`).toBe(text);
    }
  });
});

describe('table', () => {
  it('keeps bars, line ends and angle brackets inside their cell', () => {
    expect(table(['a'], [['x|y\nz <model> `<ref>`']])).toBe('| a |\n|---|\n| x\\|y z &lt;model> `<ref>` |');
  });
});

describe('anchorOf', () => {
  it('is the address that GitHub gives a heading', () => {
    expect(anchorOf('Registry: metric-gate')).toBe('registry-metric-gate');
    expect(anchorOf('mergeline proposal show')).toBe('mergeline-proposal-show');
  });
});
