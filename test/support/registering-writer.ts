import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import type { Oid } from '../../core/domain/records.ts';

/**
 * A process that commits files of its own, one a commit, and prints `<path> <commit>` for each once it is acknowledged:
 * `node registering-writer.ts <repository> <name> <count>`. What is there already is left, so a killed one can be run again.
 */
const [path = '', name = '', count = '0'] = process.argv.slice(2);
await using repository = await openGitRepository({ path });
for (let at = 0; at < Number(count); at += 1) {
  const file = `models/${name}/versions/1.0.${at}.yaml`;
  console.log(file, await commitOnce(file));
}

async function commitOnce(file: string): Promise<Oid> {
  while (true) {
    const tip = await repository.tip('main');
    if (tip !== undefined && (await (await repository.snapshot(tip)).find(file)) !== undefined) return tip;
    const outcome = await repository.commit({
      branch: 'main',
      expected: tip,
      edits: [{ path: file, bytes: Buffer.from(`version: '${file}'\n`) }],
      message: `Register ${file}`,
      author: { name, email: `${name}@example.com` },
      at: new Date().toISOString(),
    });
    if (outcome !== 'stale') return outcome;
  }
}
