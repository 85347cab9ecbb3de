import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initRegistry } from '../../adapters/init-registry.ts';
import { openRegistry } from '../../adapters/open-registry.ts';
import type { Registry } from '../../core/registry.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';
import { distinctModelFile } from './support/distinct-model.ts';

describe('two clones of one registry', () => {
  let fixture: GitFixture;
  const opened: Registry[] = [];
  const open = async (name: string): Promise<Registry> => {
    const registry = await openRegistry(join(fixture.folder, name), { actor: name, cwd: '/', env: {} });
    opened.push(registry);
    return registry;
  };
  const clone = async (name: string): Promise<void> => {
    await fixture.git('clone', '--quiet', 'registry.git', name);
    await fixture.git('-C', name, 'config', 'mergeline.remote', 'origin');
  };
  const registerIris = (registry: Registry) =>
    registry.models.register({ model: 'iris', files: [distinctModelFile('iris')] });

  beforeEach(async () => {
    fixture = await initGit();
    await fixture.git('init', '--quiet', '--bare', '--initial-branch=main', 'registry.git');
    await initRegistry(join(fixture.folder, 'registry.git'), { actor: 'ann', cwd: '/', env: {} });
    await clone('ann');
    await clone('bob');
  });
  afterEach(async () => {
    for (const registry of opened.splice(0)) await registry.close();
    await fixture[Symbol.asyncDispose]();
  });

  it('decide a write on what the other one pushed, without a fetch by hand', async () => {
    const [ann, bob] = [await open('ann'), await open('bob')];
    await registerIris(ann);

    const { model, version } = await bob.models.yank('iris@1.0.0', { reason: 'trained on the wrong rows' });

    expect({ model, version }).toEqual({ model: 'iris', version: '1.0.0' });
    expect((await bob.models.list()).models.map((each) => each.model)).toEqual(['iris']);
  });

  it('read what was last fetched, and name the fetch that may bring what is not there', async () => {
    const [ann, bob] = [await open('ann'), await open('bob')];
    await registerIris(ann);

    expect((await bob.models.list()).models).toEqual([]);
    expect(bob.catchUp).toBe('git fetch origin');
    await expect(bob.models.show('iris@1.0.0')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining('git fetch origin'),
    });
  });

  it('say how a clone catches up that nobody has decided on', async () => {
    await fixture.git('clone', '--quiet', 'registry.git', 'carl');

    expect((await open('carl')).catchUp).toBe('git pull');
    expect((await open('registry.git')).catchUp).toBeUndefined();
  });

  it('say how old what they read is, also before their first fetch', async () => {
    const bob = await open('bob');

    expect(Date.parse(bob.fetchedAt as string)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('refuse a write while the remote is away', async () => {
    const bob = await open('bob');
    await rename(join(fixture.folder, 'registry.git'), join(fixture.folder, 'away.git'));

    await expect(bob.models.yank('iris@1.0.0', { reason: 'wrong' })).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  });
});
