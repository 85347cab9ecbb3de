import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGitLayout } from '../../adapters/git/layout/find-git-layout.ts';
import { initRegistry } from '../../adapters/init-registry.ts';
import { openLfsRemote } from '../../adapters/lfs/open-lfs-remote.ts';
import { formatPointer } from '../../adapters/lfs/pointer.ts';
import { openRegistry } from '../../adapters/open-registry.ts';
import { type Digest, digestOf, hexOf } from '../../core/domain/digest.ts';
import type { Registry } from '../../core/registry.ts';
import { collect, noise } from '../support/bytes.ts';
import { flipByte } from '../support/flip-byte.ts';
import { type GitFixture, gitIn, initGit } from '../support/git-fixture.ts';
import { serveGit } from '../support/git-http-server.ts';
import { gitLfsTestServer, serveWithGitLfsTestServer } from '../support/git-lfs-test-server.ts';
import { LfsServer } from '../support/lfs-server.ts';
import { requireTool } from '../support/require-tool.ts';
import { CommandScene } from './support/command-scene.ts';
import { distinctModel, distinctModelFile } from './support/distinct-model.ts';

const gitLfs = requireTool('git-lfs');

interface Served extends AsyncDisposable {
  /** Of the repository `models.git`. */
  readonly address: string;
}

let fixture: GitFixture;
let served: Served | undefined;
const opened: Registry[] = [];

beforeEach(async () => {
  fixture = await initGit();
  await fixture.git('init', '--quiet', '--bare', '--initial-branch=main', 'models.git');
  await fixture.git('-C', 'models.git', 'config', 'http.receivepack', 'true');
  const options = { actor: 'ann', cwd: '/', env: {}, store: 'lfs' } as const;
  await initRegistry(join(fixture.folder, 'models.git'), options);
});

afterEach(async () => {
  for (const registry of opened.splice(0)) await registry.close();
  await served?.[Symbol.asyncDispose]();
  served = undefined;
  await fixture[Symbol.asyncDispose]();
});

/** A clone that knows the way in, and whose writes go to the remote. */
async function clone(name: string, address: string): Promise<Awaited<ReturnType<typeof gitIn>>> {
  const known = join(fixture.folder, 'credentials');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  await writeFile(known, url === undefined ? '' : `${url.protocol}//user:pass@${url.host.replace(':', '%3a')}\n`);
  await fixture.git('clone', '--quiet', address, name);
  const { folder, git } = gitIn(join(fixture.folder, name));
  await git('config', 'mergeline.remote', 'origin');
  await git('config', 'credential.helper', `store --file=${known}`);
  return { folder, git, [Symbol.asyncDispose]: async () => undefined };
}

async function openAs(name: string): Promise<Registry> {
  const registry = await openRegistry(join(fixture.folder, name), { actor: name, cwd: '/', env: {} });
  opened.push(registry);
  return registry;
}

async function pulled(registry: Registry, ref: string): Promise<Buffer> {
  const { files } = await registry.models.pull(ref, {});
  if (files[0] === undefined) throw new Error(`${ref} has no files`);
  return collect(files[0].open());
}

const overHttp = async (): Promise<Served> => {
  const lfs = new LfsServer({ account: 'user:pass', verifies: true });
  const server = await serveGit(fixture.folder, lfs);
  return { address: server.url('models.git'), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

describe.each<[string, { available: boolean; reason: string }, () => Promise<Served>]>([
  ['a Git LFS server', { available: true, reason: '' }, overHttp],
  [
    'the server that git-lfs is tested with',
    gitLfsTestServer,
    async () => {
      const state = join(fixture.folder, 'state');
      await mkdir(state);
      const server = await serveWithGitLfsTestServer(fixture.folder, state);
      return { address: `${server.url}/models.git`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
    },
  ],
  ['a file:// remote', { available: true, reason: '' }, async () => inFolder(`file://${fixture.folder}/models.git`)],
  ['a path as remote', { available: true, reason: '' }, async () => inFolder(join(fixture.folder, 'models.git'))],
])('with %s', (_, tool, serve) => {
  beforeEach(async (context) => {
    context.skip(!tool.available, tool.reason);
    context.skip(!gitLfs.available, gitLfs.reason);
    served = await serve();
  });
  const address = () => served?.address ?? '';

  it('what one registers, another one pulls, who has nothing but a clone', async () => {
    await clone('ann', address());
    await (await openAs('ann')).models.register({ model: 'iris', files: [distinctModelFile('iris')] });
    await clone('bob', address());
    const bob = await openAs('bob');

    expect(await pulled(bob, 'iris@1.0.0')).toEqual(distinctModel('iris'));

    // Kept, so that it is here from now on.
    await served?.[Symbol.asyncDispose]();
    served = undefined;
    await rm(join(fixture.folder, 'models.git'), { recursive: true });
    expect(await pulled(bob, 'iris@1.0.0')).toEqual(distinctModel('iris'));
  });

  it('what `git lfs push` brings, we read', async () => {
    const { git, folder } = await clone('ann', address());
    const bytes = noise(400_000);
    await git('lfs', 'install', '--local');
    await git('lfs', 'track', '*.bin');
    await writeFile(join(folder, 'data.bin'), bytes);
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'data');
    await git('push', '--quiet', 'origin', 'main');
    const bob = await clone('bob', address());

    const remote = await openLfsRemote(await findGitLayout(bob.folder), 'origin', 'download');

    const content = { digest: digestOf(bytes), size: bytes.length };
    expect(await remote.has(content)).toBe(true);
    expect(await collect(remote.download(content))).toEqual(bytes);
  });

  it('what we bring, `git lfs` fetches, checks and finds clean', async () => {
    await clone('ann', address());
    const { artifacts } = await (await openAs('ann')).models.register({
      model: 'iris',
      files: [distinctModelFile('iris')],
    });
    const { git, folder } = await clone('bob', address());
    await git('lfs', 'install', '--local');
    await writeFile(join(folder, '.gitattributes'), '*.onnx filter=lfs diff=lfs merge=lfs -text\n');
    const [first] = artifacts;
    // Past the filter, which wants the file itself.
    const pointer = await git.feed(
      formatPointer({ ...first, ...sizeAndDigest(first) }),
      'hash-object',
      '-w',
      '--stdin',
    );
    await git('add', '.gitattributes');
    await git('update-index', '--add', '--cacheinfo', `100644,${pointer},model.onnx`);
    await git('commit', '--quiet', '-m', 'a pointer');

    await git('lfs', 'fetch', 'origin', 'HEAD');
    await git('lfs', 'checkout', 'model.onnx');

    expect(await readFile(join(folder, 'model.onnx'))).toEqual(distinctModel('iris'));
    expect(await git('lfs', 'fsck')).toContain('Git LFS fsck OK');
  });
});

function objectOf(digest: Digest): string {
  const oid = hexOf(digest);
  return join('lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid);
}

function inFolder(address: string): Served {
  return { address, [Symbol.asyncDispose]: async () => undefined };
}

function sizeAndDigest(artifact: { digest: Digest; size: number } | undefined): { digest: Digest; size: number } {
  if (artifact === undefined) throw new Error('nothing was registered');
  const { digest, size } = artifact;
  return { digest, size };
}

it('a file in a folder remote is a copy: damage of the one does not reach the other', async () => {
  await clone('ann', join(fixture.folder, 'models.git'));
  const { artifacts } = await (await openAs('ann')).models.register({
    model: 'iris',
    files: [distinctModelFile('iris')],
  });
  const object = objectOf(sizeAndDigest(artifacts[0]).digest);

  const [here, there] = await Promise.all(
    ['ann/.git', 'models.git'].map((at) => stat(join(fixture.folder, at, object))),
  );

  expect([here?.nlink, there?.nlink]).toEqual([1, 1]);
});

describe('a version', () => {
  it('is not committed where its bytes cannot be brought to the remote', async () => {
    const lfs = new LfsServer({
      interfere: ({ method }, response) => {
        if (method !== 'PUT') return undefined;
        response.writeHead(403).end();
        return 'answered';
      },
    });
    const server = await serveGit(fixture.folder, lfs);
    served = inFolder(server.url('models.git'));
    await clone('ann', server.url('models.git'));
    const ann = await openAs('ann');
    const before = await fixture.git('-C', 'models.git', 'rev-parse', 'main');
    const register = () => ann.models.register({ model: 'iris', files: [distinctModelFile('iris')] });

    await expect(register()).rejects.toMatchObject({ code: 'REMOTE_FAILED', exitCode: 7 });
    expect(await fixture.git('-C', 'models.git', 'rev-parse', 'main')).toBe(before);

    lfs.options = {};
    expect(await register()).toMatchObject({ version: '1.0.0', created: true, warnings: [] });
    expect(lfs.objects.size).toBe(2);
    await server[Symbol.asyncDispose]();
  });

  it('whose registration was killed while its bytes were on their way is registered by the same command', async () => {
    let arrived: (() => void) | undefined;
    const sending = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const lfs = new LfsServer({
      interfere: ({ method }) => {
        if (method !== 'PUT') return undefined;
        arrived?.();
        return 'answered';
      },
    });
    await using server = await serveGit(fixture.folder, lfs);
    await clone('ann', server.url('models.git'));
    await writeFile(join(fixture.folder, 'model.onnx'), distinctModel('iris'));
    const scene = new CommandScene(fixture.folder);
    const where = { env: { MERGELINE_REGISTRY: join(fixture.folder, 'ann') } };
    const before = await fixture.git('-C', 'models.git', 'rev-parse', 'main');

    const child = scene.start(['register', 'iris', 'model.onnx'], where);
    await sending;
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(await fixture.git('-C', 'models.git', 'rev-parse', 'main')).toBe(before);
    lfs.options = {};
    expect((await scene.run(['register', 'iris', 'model.onnx'], where)).code).toBe(0);
    expect(lfs.objects.size).toBe(2);
    await clone('bob', server.url('models.git'));
    expect(await pulled(await openAs('bob'), 'iris@1.0.0')).toEqual(distinctModel('iris'));
  });

  it('of which one byte was damaged at the remote is refused, and nothing of it is kept', async () => {
    await clone('ann', join(fixture.folder, 'models.git'));
    const { artifacts } = await (await openAs('ann')).models.register({
      model: 'iris',
      files: [distinctModelFile('iris')],
    });
    await clone('bob', join(fixture.folder, 'models.git'));
    const object = objectOf(sizeAndDigest(artifacts[0]).digest);
    await flipByte(join(fixture.folder, 'models.git', object), 100);

    await expect(pulled(await openAs('bob'), 'iris@1.0.0')).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      exitCode: 6,
    });
    await expect(stat(join(fixture.folder, 'bob/.git', object))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('whose bytes are nowhere here names the remote that is away, and what is here can be used', async () => {
    await clone('ann', join(fixture.folder, 'models.git'));
    const ann = await openAs('ann');
    await ann.models.register({ model: 'iris', files: [distinctModelFile('iris')] });
    await clone('bob', join(fixture.folder, 'models.git'));
    const bob = await openAs('bob');
    await rm(join(fixture.folder, 'models.git'), { recursive: true });

    expect(await pulled(ann, 'iris@1.0.0')).toEqual(distinctModel('iris'));
    await expect(pulled(bob, 'iris@1.0.0')).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      exitCode: 7,
      hint: expect.stringContaining('git remote set-url origin'),
    });
  });

  it('that a clone registers for itself stays in it', async () => {
    const { git } = await clone('ann', join(fixture.folder, 'models.git'));
    await git('config', 'mergeline.remote', 'none');
    const ann = await openAs('ann');

    const { warnings } = await ann.models.register({ model: 'iris', files: [distinctModelFile('iris')] });

    expect(warnings).toEqual([expect.stringContaining('only in the store')]);
    await expect(stat(join(fixture.folder, 'models.git/lfs/objects'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
