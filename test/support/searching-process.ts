import { openRegistry } from '../../adapters/open-registry.ts';

/**
 * A process that searches a registry again and again, and prints the commit and the total of each answer:
 * `node searching-process.ts <registry> <count> <query>`.
 */
const [path = '', count = '1', query = ''] = process.argv.slice(2);
const registry = await openRegistry(path, { cwd: path, env: {}, actor: 'ann' });
for (let at = 0; at < Number(count); at += 1) {
  const { registryCommit, total } = await registry.models.search(query, { limit: 1 });
  console.log(registryCommit, total);
}
await registry.close();
