import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { openRegistry } from '../../adapters/open-registry.ts';
import { searchVersion } from '../../adapters/sqlite/search/search-database.ts';
import { makeLargeRegistry } from '../../bench/large-registry.ts';
import type { SearchOptions } from '../../core/requests.ts';
import { searchVersions } from '../../core/search-versions.ts';
import { mountSmallDisk, smallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const searching = fileURLToPath(new URL('../support/searching-process.ts', import.meta.url));
const size = { models: 8, versions: 40 };

async function largeRegistry(below?: string): Promise<string> {
  const folder = join(below ?? (await temporaryFolder()), 'registry');
  await makeLargeRegistry(folder, { ...size, versionsPerCommit: 10 });
  return folder;
}

function start(registry: string, count: number, query = ''): ChildProcess {
  return spawn(process.execPath, [searching, registry, String(count), query], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function linesOf(child: ChildProcess): Promise<readonly string[]> {
  const [output] = await Promise.all([child.stdout ? text(child.stdout) : '', once(child, 'close')]);
  return output.trim().split('\n');
}

async function search(registry: string, query: string, options: SearchOptions = {}) {
  const opened = await openRegistry(registry, { cwd: registry, env: {}, actor: 'ann' });
  onTestFinished(() => opened.close());
  return await opened.models.search(query, options);
}

const tipOf = (registry: string) =>
  execFileSync('git', ['-C', registry, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();

/** Databases, whole or not, without what SQLite keeps beside them. */
async function databasesOf(registry: string): Promise<readonly string[]> {
  const names = await readdir(join(registry, 'mergeline'));
  return names.filter((name) => /^search-\d+-[0-9a-f]+\.sqlite$/.test(name));
}

describe('an index shared by processes', () => {
  it('answers rightly while two make it, one searches and one is killed, again and again', async () => {
    const registry = await largeRegistry();
    const expected = `${tipOf(registry)} ${size.models * size.versions}`;
    for (let round = 0; round < 4; round += 1) {
      await rm(join(registry, `mergeline/search-${searchVersion}.current`), { force: true });
      const killed = start(registry, 50);
      const others = [start(registry, 1), start(registry, 1), start(registry, 20)].map(linesOf);
      await sleep(250 + round * 120);
      killed.kill('SIGKILL');
      await once(killed, 'close');

      expect(new Set((await Promise.all(others)).flat())).toEqual(new Set([expected]));
    }
    expect((await search(registry, '')).total).toBe(size.models * size.versions);
  });

  it('never goes back to an earlier commit while the registry moves on', async () => {
    const registry = await largeRegistry();
    const searches = [start(registry, 30), start(registry, 30)].map(linesOf);
    const opened = await openRegistry(registry, { cwd: registry, env: {}, actor: 'ann' });
    onTestFinished(() => opened.close());
    for (let at = 0; at < 5; at += 1)
      await opened.models.deprecate(`model-${at}@1.0.0`, { reason: 'old', replacement: `model-${at}@1.0.1` });
    const order = execFileSync('git', ['-C', registry, 'rev-list', '--first-parent', '--reverse', 'main'], {
      encoding: 'utf8',
    }).split('\n');

    for (const lines of await Promise.all(searches)) {
      const places = lines.map((line) => order.indexOf(line.split(' ')[0] ?? ''));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places).not.toContain(-1);
    }
    expect((await search(registry, "status = 'deprecated'")).total).toBe(5);
  });

  it('follows a branch that was forced to another history', async () => {
    const registry = await largeRegistry();
    expect((await search(registry, '')).total).toBe(320);
    execFileSync('git', ['-C', registry, 'update-ref', 'refs/heads/main', 'main~4']);

    const { total, registryCommit } = await search(registry, '');
    expect([total, registryCommit]).toEqual([280, tipOf(registry)]);
  });

  it('leaves nothing but the current one once the others are old', async () => {
    const registry = await largeRegistry();
    const left = `search-${searchVersion}-00000000000000ff.sqlite`;
    await search(registry, '');
    await writeFile(join(registry, 'mergeline', left), '');
    execFileSync('touch', ['-d', '2 hours ago', join(registry, 'mergeline', left)]);
    await rm(join(registry, `mergeline/search-${searchVersion}.current`));
    await search(registry, '');

    expect(await databasesOf(registry)).not.toContain(left);
  });

  it.skipIf(process.getuid?.() === 0)('is not needed where its folder is read-only', async () => {
    const registry = await largeRegistry();
    await chmod(join(registry, 'mergeline'), 0o555);

    expect((await search(registry, "model = 'model-3'")).total).toBe(size.versions);
    await chmod(join(registry, 'mergeline'), 0o755);
  });

  it('is not needed where the disk is read-only', async ({ skip }) => {
    skip(!smallDisk.available, smallDisk.reason);
    using disk = await mountSmallDisk('40m');
    const registry = await largeRegistry(disk.folder);
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);

    expect((await search(registry, "model = 'model-3'")).total).toBe(size.versions);
    expect((await search(registry, '', { at: 'HEAD~4' })).total).toBe(280);
  });

  it('is not needed where the disk is full, and is made once there is room', async ({ skip }) => {
    skip(!smallDisk.available, smallDisk.reason);
    using disk = await mountSmallDisk('40m');
    const registry = await largeRegistry(disk.folder);
    const filling = join(disk.folder, 'filling');
    execFileSync('sh', ['-c', 'cat /dev/zero > "$1" 2>/dev/null || true', 'sh', filling]);

    expect((await search(registry, "model = 'model-3'")).total).toBe(size.versions);
    expect(await databasesOf(registry)).toEqual([]);
    await rm(filling);
    expect((await search(registry, "model = 'model-3'")).total).toBe(size.versions);
    expect(await databasesOf(registry)).toHaveLength(1);
  });
});

describe('a search of the past', () => {
  it('finds through the index what looking at every version finds, and leaves the index at the tip', async () => {
    const registry = await largeRegistry();
    await search(registry, '');
    const opened = await openRegistry(registry, { cwd: registry, env: {}, actor: 'ann' });
    onTestFinished(() => opened.close());
    await opened.models.deprecate('model-2@1.0.3', { reason: 'old' });
    const queries = ["status = 'deprecated'", "model != 'model-0' ORDER BY version_number DESC, model LIMIT 7", ''];
    for (const at of ['HEAD', 'HEAD~1', 'HEAD~3', 'HEAD~30', 'HEAD~2'])
      for (const query of queries) {
        const { versions, total, registryCommit } = await opened.models.search(query, { at });
        const expected = await withoutIndex(registry, query, at);
        expect({ versions, total, registryCommit }, `${query} at ${at}`).toEqual(expected);
      }
    expect((await opened.models.search("status = 'deprecated'")).total).toBe(1);
    expect(await databasesOf(registry)).toHaveLength(1);
  });
});

/** As it is answered where there is no index: by looking at every version. */
async function withoutIndex(registry: string, query: string, at: string) {
  const repository = await openGitRepository({ path: registry, root: '' });
  onTestFinished(() => repository[Symbol.asyncDispose]());
  const context = { repository, branch: 'main', clock: { now: () => new Date().toISOString() } };
  const { versions, total, registryCommit } = await searchVersions(query, { at }, context);
  return { versions, total, registryCommit };
}
