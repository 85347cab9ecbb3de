import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moduleClosure } from '../../../adapters/serving-base/module-closure.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('what entries reach is taken, however it is imported, and nothing else', async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, 'core'));
  await mkdir(join(root, 'serving'));
  const write = (path: string, text: string) => writeFile(join(root, path), text);
  await write(
    'serving/main.js',
    "import { a } from '../core/a.js';\nimport './effect.js';\nawait import('node:fs');\n",
  );
  await write('serving/effect.js', "export { b } from '../core/b.js';\n");
  await write('serving/other-process.js', "import{c}from'../core/c.js';\n");
  await write('core/a.js', "const late = () => import('./late.js');\nexport const a = late;\n");
  await write('core/b.js', "import { main } from '../serving/main.js';\nexport const b = main;\n");
  for (const name of ['c', 'late', 'unused']) await write(`core/${name}.js`, `export const ${name} = 1;\n`);

  const files = await moduleClosure(root, ['serving/main.js', 'serving/other-process.js']);

  expect(files.map(({ path }) => path).sort()).toEqual([
    'core/a.js',
    'core/b.js',
    'core/c.js',
    'core/late.js',
    'serving/effect.js',
    'serving/main.js',
    'serving/other-process.js',
  ]);
});
