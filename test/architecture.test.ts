import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findViolations } from './architecture/find-violations.ts';
import { packages } from './architecture/rules.ts';
import { readSourceFile } from './architecture/source-file.ts';

const root = join(import.meta.dirname, '..');
/** What surrounds the source: free to import anything, and imported by nothing. */
const surroundings = ['action/dist', 'bench', 'build', 'dist', 'docs', 'examples', 'node_modules', 'test'];

function readSourceTree() {
  const exclude = surroundings.flatMap((path) => [path, `${path}/**`]);
  return globSync('*/**/*.ts', { cwd: root, exclude }).map((path) =>
    readSourceFile(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')),
  );
}

function violationsOf(sources: Readonly<Record<string, string>>) {
  return findViolations(Object.entries(sources).map(([path, text]) => readSourceFile(path, text)));
}

describe('the source tree', () => {
  it('keeps the import directions and the other rules of docs/architecture.md', () => {
    expect(findViolations(readSourceTree())).toEqual([]);
  });

  it('uses the packages that package.json lists, and says who may import each', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

    expect(Object.keys(packages).sort()).toEqual(Object.keys(dependencies).sort());
  });
});

describe('the architecture rules', () => {
  it.each([
    ['a noun that imports a verb', 'core/domain/model.ts', "import { promote } from '../promote.ts';"],
    ['a noun that imports a package', 'core/domain/model.ts', "import { parse } from 'yaml';"],
    ['a noun that does I/O', 'core/domain/model.ts', "import { readFileSync } from 'node:fs';"],
    [
      'a door that imports an adapter, even for a type',
      'core/ports/clock.ts',
      "import type { A } from '../../adapters/a.ts';",
    ],
    ['a type that is imported in place', 'core/ports/clock.ts', "type A = import('../../adapters/a.ts').A;"],
    ['a verb that imports an adapter late', 'core/promote.ts', "await import('../adapters/open-registry.ts');"],
    ['a verb that re-exports an adapter', 'core/promote.ts', "export { a } from '../adapters/a.ts';"],
    ['a verb that starts a program', 'core/promote.ts', "import { spawn } from 'node:child_process';"],
    ['a shell that starts a program', 'cli/commands/serve.ts', "import { spawn } from 'node:child_process';"],
    ['bytes that import a door', 'packaging/layer.ts', "import type { Clock } from '../core/ports/clock.ts';"],
    ['a schema that imports a verb', 'registry-schema/codec.ts', "import { promote } from '../core/promote.ts';"],
    ['a conversion that reads files', 'conversion/pickle.ts', "import { open } from 'node:fs/promises';"],
    ['a conversion in a worker of an adapter', 'conversion/pickle.ts', "new URL('../adapters/w.ts', import.meta.url);"],
    ['a page that imports a verb', 'pages/audit-page.ts', "import { promote } from '../core/promote.ts';"],
    ['a page that reads files', 'pages/audit-page.ts', "import { readFile } from 'node:fs/promises';"],
    ['a server that imports git', 'serving/main.ts', "import { openGit } from '../adapters/git/open-git.ts';"],
    ['an adapter that imports a shell', 'adapters/git/a.ts', "import { main } from '../../cli/main.ts';"],
    ['another wrapper of the runtime', 'serving/predict.ts', "await import('onnxruntime-node');"],
    ['the runtime, early', 'adapters/onnx/session.ts', "import { InferenceSession } from 'onnxruntime-node';"],
    ['a package that nobody was given', 'adapters/git/a.ts', "import lodash from 'lodash/fp';"],
    ['a built-in module without its prefix', 'adapters/git/a.ts', "import fs from 'fs';"],
    ['a computed import', 'cli/main.ts', "await import('./commands/' + name);"],
    ['a required module', 'core/promote.ts', "const fs = require('node:fs');"],
    ['an exit', 'cli/commands/show.ts', 'process.exit(1);'],
    ['a default export', 'core/promote.ts', 'export default function promote() {}'],
    ['a default export by another name', 'core/promote.ts', 'const a = 1; export { a as default };'],
    [
      'a file that is too long',
      'core/promote.ts',
      'export const a = 1;\n'.padEnd(1000, '\n').concat('export const b = 1;'),
    ],
    ['a folder that has no zone', 'utils/strings.ts', 'export const a = 1;'],
  ])('refuse %s', (_, path, text) => {
    const violations = violationsOf({ [path]: text });

    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(new RegExp(`^${path}.*\\. [A-Z].*\\.$`));
  });

  it.each([
    [
      'the types of the runtime',
      'adapters/onnx/session.ts',
      "import type { InferenceSession } from 'onnxruntime-node';",
    ],
    ['the runtime, late', 'adapters/onnx/session.ts', "await import('onnxruntime-node');"],
    ['a verb that uses a door', 'core/promote.ts', "import type { Clock } from './ports/clock.ts';"],
    ['a hash in a noun', 'core/domain/digest.ts', "import { createHash } from 'node:crypto';"],
    ['a program that an adapter starts', 'adapters/git/run-git.ts', "import { spawn } from 'node:child_process';"],
    ['the one place that exits', 'cli/main.ts', 'process.exit(1);'],
    ['a shell that wires', 'cli/main.ts', "import { openRegistry } from '../adapters/open-registry.ts';"],
    ['data beside the code', 'adapters/git/a.ts', "new URL('./template.txt', import.meta.url);"],
  ])('allow %s', (_, path, text) => {
    expect(violationsOf({ [path]: text })).toEqual([]);
  });

  it('name file, line, import, rule and remedy', () => {
    const text = "import { a } from './a.ts';\n\nimport { open } from '../adapters/git/open.ts';";

    expect(violationsOf({ 'core/promote.ts': text })).toEqual([
      'core/promote.ts:3 imports ../adapters/git/open.ts: core (the verbs) may import only core/, registry-schema/, packaging/. ' +
        'Take it as an argument or a port, or move the code to where it may.',
    ]);
  });

  it('refuse a circle of imports once, however late', () => {
    expect(
      violationsOf({
        'core/b.ts': "export const c = () => import('./c.ts');",
        'core/c.ts': "export { a } from './a.ts';",
        'core/a.ts': "import { b } from './b.ts';",
      }),
    ).toEqual([
      'core/a.ts → core/b.ts → core/c.ts → core/a.ts: imports may not go in a circle. Move what both need to a third file.',
    ]);
  });

  it('let two files name each other’s types', () => {
    expect(
      violationsOf({ 'core/a.ts': "import { b } from './b.ts';", 'core/b.ts': "import { type A } from './a.ts';" }),
    ).toEqual([]);
  });

  it('refuse text that is no TypeScript', () => {
    expect(() => readSourceFile('core/a.ts', 'export const = ;')).toThrow('core/a.ts');
  });
});
