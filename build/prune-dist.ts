/** The compiler never deletes: removes from `dist` what no longer has a source, so that no stale file is run or shipped. */
import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

for (const file of globSync('**/*.{js,cjs}', { cwd: join(root, 'dist') })) {
  const source = join(root, file.replace(/\.js$/, '.ts'));
  if (!existsSync(source)) rmSync(join(root, 'dist', file));
}
