import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../.github/workflows');

describe.each(globSync('*.yml', { cwd: folder }))('the workflow %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const workflow = parse(text);

  it('pins every action to a commit, with its version beside it', () => {
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));

    expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(uses).not.toEqual([]);
  });

  it('may only read, and leaves no token behind for what it runs', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const { steps } of Object.values<{ steps: { uses?: string; with?: object }[] }>(workflow.jobs)) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkouts.map((step) => step.with)).toEqual(checkouts.map(() => ({ 'persist-credentials': false })));
    }
  });

  it('puts nothing that a stranger may write into a script', () => {
    const scripts = text.split('\n').filter((line) => /^\s*-? ?run:/.test(line));

    expect(scripts.filter((line) => line.includes('${{'))).toEqual([]);
  });
});
