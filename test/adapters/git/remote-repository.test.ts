import { chmod, mkdir, readdir, rename, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import { GitProgram } from '../../../adapters/git/program/git-program.ts';
import { registryBranchOf } from '../../../adapters/git/registry-branch.ts';
import { cachedCloneOf, gitUrlOf } from '../../../adapters/git/remote/cached-clone.ts';
import { GitTransport } from '../../../adapters/git/remote/git-transport.ts';
import { openRemoteRepository } from '../../../adapters/git/remote/open-remote-repository.ts';
import { RemoteRepository } from '../../../adapters/git/remote/remote-repository.ts';
import type { RemoteTransport } from '../../../adapters/git/remote/remote-transport.ts';
import { remoteChoiceOf } from '../../../adapters/git/remote-choice.ts';
import { MergelineError } from '../../../core/errors.ts';
import { commitFiles, requestFor } from '../../support/commit-files.ts';
import { type GitFixture, initGit } from '../../support/git-fixture.ts';
import { type GitHttpServer, serveGit } from '../../support/git-http-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe.each([
  ['with the git program', true],
  ['without the git program', false],
])('a registry at a remote, %s', (_, useGitProgram) => {
  let fixture: GitFixture;
  let server: GitHttpServer;
  const opened: AsyncDisposable[] = [];

  /** Another clone, as another person has one. */
  const clone = async (name: string): Promise<RemoteRepository> => {
    await fixture.git('clone', '--quiet', server.url('remote.git'), name);
    const local = await openGitRepository({ path: join(fixture.folder, name), useGitProgram });
    opened.push(local);
    return openRemoteRepository(local, 'origin', { useGitProgram });
  };
  const inClone = (...args: readonly string[]) => fixture.git('-C', 'ann', ...args);
  const remoteTip = () => fixture.git('-C', 'remote.git', 'rev-parse', 'main');

  beforeEach(async () => {
    fixture = await initGit();
    server = await serveGit(fixture.folder);
    await fixture.git('init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
    await fixture.git('-C', 'remote.git', 'config', 'http.receivepack', 'true');
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await fixture[Symbol.asyncDispose]();
  });

  it('takes commits on top of what others pushed meanwhile, and of nothing else', async () => {
    const ann = await clone('ann');
    const first = await commitFiles(ann, { a: '1' });
    const bob = await clone('bob');
    const stale = await requestFor(ann, { c: '3' });
    const second = await commitFiles(bob, { b: '2' });

    expect(await ann.tip('main')).toBe(first);
    expect(await ann.commit(stale)).toBe('stale');
    expect(await ann.tip('main')).toBe(second);
    const third = await commitFiles(ann, { c: '3' });

    expect(await remoteTip()).toBe(third);
    expect(await fixture.git('-C', 'remote.git', 'log', '--format=%H', 'main')).toBe([third, second, first].join('\n'));
    await fixture.git('-C', 'remote.git', 'fsck', '--strict');
  });

  it('leaves branches and work tree of the clone as they are', async () => {
    const ann = await clone('ann');
    await inClone('commit', '--quiet', '--allow-empty', '-m', 'Mine');
    const mine = await inClone('rev-parse', 'HEAD');

    const oid = await commitFiles(ann, { a: '1' });

    expect(await inClone('rev-parse', 'HEAD', 'origin/main')).toBe(`${mine}\n${oid}`);
    expect(await inClone('status', '--porcelain')).toBe('');
    expect(await ann.resolve('main')).toBe(oid);
    expect(await inClone('for-each-ref', '--format=%(refname)', 'refs/mergeline')).toBe('');
  });

  it('moves a branch back to a new start only from where it was', async () => {
    const ann = await clone('ann');
    const main = await commitFiles(ann, { a: '1' });
    const head = await commitFiles(ann, { b: '1' }, { branch: 'proposal', expected: undefined, onto: main });
    const newMain = await commitFiles(ann, { a: '2' });

    const refreshed = await commitFiles(ann, { b: '2' }, { branch: 'proposal', expected: head, onto: newMain });

    expect(await fixture.git('-C', 'remote.git', 'rev-parse', 'proposal', 'proposal^')).toBe(
      `${refreshed}\n${newMain}`,
    );
    expect(await ann.deleteBranch('proposal', head)).toBe(false);
    expect(await ann.deleteBranch('proposal', refreshed)).toBe(true);
    expect(await fixture.git('-C', 'remote.git', 'branch')).toBe('* main');
  });

  it('reads what was fetched last when the remote is away, says its age, and cannot write', async () => {
    const ann = await clone('ann');
    const oid = await commitFiles(ann, { a: '1' });
    await rename(join(fixture.folder, 'remote.git'), join(fixture.folder, 'gone.git'));

    expect(await ann.tip('main')).toBe(oid);
    expect(Date.parse((await ann.fetchedAt()) as string)).toBeGreaterThan(Date.now() - 60_000);
    await expect(commitFiles(ann, { a: '2' })).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  });

  it('tells what the remote says when a hook there refuses', async () => {
    const ann = await clone('ann');
    const hook = join(fixture.folder, 'remote.git/hooks/pre-receive');
    await writeFile(hook, '#!/bin/sh\necho "not on Fridays" >&2\nexit 1\n');
    await chmod(hook, 0o755);

    const error = await commitFiles(ann, { a: '1' }).catch((it) => it);

    expect(error).toMatchObject({ code: 'REMOTE_FAILED' });
    expect(`${error.message} ${error.details.map((it: { message: string }) => it.message).join(' ')}`).toMatch(
      /pre-receive hook declined/,
    );
    expect(await ann.tip('main')).toBeUndefined();
  });

  it('notices branches that are gone at the remote', async () => {
    const ann = await clone('ann');
    const oid = await commitFiles(ann, { a: '1' }, { branch: 'proposal' });
    await fixture.git('-C', 'remote.git', 'update-ref', '-d', 'refs/heads/proposal', oid);

    await ann.fetch();

    expect(await ann.tip('proposal')).toBeUndefined();
  });

  it('lets every one of several clones win in the end', async () => {
    const clones = await Promise.all(['ann', 'bob', 'eve'].map(clone));
    const commitAll = async (repository: RemoteRepository, who: number) => {
      for (let at = 0; at < 3; ) {
        const outcome = await repository.commit(await requestFor(repository, { [`w${who}/${at}`]: 'x' }));
        if (outcome !== 'stale') at += 1;
      }
    };

    await Promise.all(clones.map(commitAll));

    expect((await fixture.git('-C', 'remote.git', 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toHaveLength(9);
    expect(await fixture.git('-C', 'remote.git', 'rev-list', '--count', '--first-parent', 'main')).toBe('9');
  });

  it('counts a commit as made when only the answer was lost', async () => {
    await clone('ann');
    const local = await openGitRepository({ path: join(fixture.folder, 'ann'), useGitProgram });
    opened.push(local);
    const real = new GitTransport(new GitProgram(local.layout.commonDir), 'origin');
    const lossy: RemoteTransport = {
      fetch: () => real.fetch(),
      defaultBranch: () => real.defaultBranch(),
      push: async (move) => {
        await real.push(move);
        throw new MergelineError('REMOTE_FAILED', 'The connection was cut.');
      },
    };

    const oid = await commitFiles(new RemoteRepository(local, 'origin', lossy), { a: '1' });

    expect(await remoteTip()).toBe(oid);
  });

  it('opens by its address through a clone in the cache, made once', async () => {
    const ann = await clone('ann');
    const first = await commitFiles(ann, { a: '1' }, { branch: 'trunk' });
    await fixture.git('-C', 'remote.git', 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
    const url = gitUrlOf(`git+${server.url('remote.git')}`) as string;
    const env = { XDG_CACHE_HOME: join(fixture.folder, 'cache') };
    const clones = await Promise.all([
      cachedCloneOf(url, { env, useGitProgram }),
      cachedCloneOf(url, { env, useGitProgram }),
    ]);
    const [{ folder }] = clones;
    const local = await openGitRepository({ path: folder, useGitProgram });
    opened.push(local);
    const repository = await openRemoteRepository(local, 'origin', { useGitProgram });

    expect(new Set(clones.map((each) => each.folder)).size).toBe(1);
    expect(await readdir(dirname(folder))).toEqual([basename(folder)]);
    expect(await cachedCloneOf(url, { env, useGitProgram })).toEqual({ folder, isNew: false });
    expect(remoteChoiceOf(local.layout.config)).toEqual({ kind: 'remote', remote: 'origin' });
    expect(await registryBranchOf(local.layout)).toBe('trunk');
    expect(await repository.tip('trunk')).toBe(first);
    const second = await commitFiles(repository, { b: '2' }, { branch: 'trunk' });
    expect(await fixture.git('-C', 'remote.git', 'rev-parse', 'trunk')).toBe(second);
  });
});

describe('a clone in the cache', () => {
  it.each([true, false])(
    'leaves nothing of a remote that cannot be reached (git program: %s)',
    async (useGitProgram) => {
      const cache = await temporaryFolder();
      const url = 'http://127.0.0.1:1/registry.git';

      await expect(cachedCloneOf(url, { env: { XDG_CACHE_HOME: cache }, useGitProgram })).rejects.toMatchObject({
        code: 'REMOTE_FAILED',
        message: `${url} cannot be read.`,
        hint: expect.stringContaining(`git ls-remote ${url}`),
      });

      expect(await readdir(join(cache, 'mergeline/clones'))).toEqual([]);
    },
  );

  it('takes away what a killed process left, a day later', async () => {
    const cache = await temporaryFolder();
    const [old, young] = ['unfinished-1', 'unfinished-2'].map((name) => join(cache, 'mergeline/clones', name));
    for (const folder of [old, young]) await mkdir(join(folder!, 'objects'), { recursive: true });
    await utimes(old!, 1_700_000_000, 1_700_000_000);

    await cachedCloneOf('http://127.0.0.1:1/r.git', { env: { XDG_CACHE_HOME: cache } }).catch(() => undefined);

    expect(await readdir(join(cache, 'mergeline/clones'))).toEqual(['unfinished-2']);
  });
});

describe('an address', () => {
  it.each([
    ['git+https://example.com/r', 'https://example.com/r'],
    ['git+ssh://git@example.com/r', 'ssh://git@example.com/r'],
    ['git@example.com:team/r.git', 'git@example.com:team/r.git'],
    ['https://example.com/team/r.git', 'https://example.com/team/r.git'],
    ['https://example.com/registry', undefined],
    ['github:team/r', undefined],
    ['./r.git', undefined],
    ['/srv/r.git', undefined],
  ])('%s means a clone of %s', (address, url) => {
    expect(gitUrlOf(address)).toBe(url);
  });

  it.each(['git+https://ann:secret@example.com/r', 'https://ghp_0123@example.com/r.git'])(
    '%s is refused for what it holds',
    (address) => {
      expect(() => gitUrlOf(address)).toThrow(expect.objectContaining({ code: 'CREDENTIAL_FOUND' }));
    },
  );
});
