/** Runs every measurement, one after another, so that none disturbs the next: `npm run bench`, or `npm run bench -- register`. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const benches = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .sort();

for (const file of benches) {
  console.log(`\n== ${file}`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
