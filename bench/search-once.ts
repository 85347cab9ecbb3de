import { openRegistry } from '../adapters/open-registry.ts';

/** Opens a registry and searches it once: `node bench/search-once.ts <registry> <query>` prints milliseconds and the memory that it took. */
const [path = '', query = ''] = process.argv.slice(2);
const start = performance.now();
const registry = await openRegistry(path, { cwd: path, env: {}, actor: 'ann' });
const { total } = await registry.models.search(query);
const milliseconds = performance.now() - start;
await registry.close();
console.log(JSON.stringify({ milliseconds, total, megabytes: process.resourceUsage().maxRSS / 1000 }));
