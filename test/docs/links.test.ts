import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf } from '../../docs/generate/markdown.ts';

const root = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', '.github/*.md'], { cwd: root });

/** The targets of `[text](target)` and `![text](target)` that are no web addresses, outside of code. */
function linksOf(path: string): readonly string[] {
  const prose = readFileSync(join(root, path), 'utf8')
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

function anchorsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));
}

describe('the pages', () => {
  it.each(pages)('%s links to files and headings that exist', (path) => {
    const broken = linksOf(path).filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });

    expect(broken).toEqual([]);
  });

  it.each(globSync('docs/decisions/[0-9]*.md', { cwd: root }))('%s says context, decision and consequences', (path) => {
    expect(anchorsOf(path).slice(1)).toEqual(['context', 'decision', 'consequences']);
  });

  it('docs/decisions/README.md lists every decision', () => {
    const listed = linksOf('docs/decisions/README.md').toSorted();

    expect(listed).toEqual(globSync('[0-9]*.md', { cwd: join(root, 'docs/decisions') }).toSorted());
  });
});
