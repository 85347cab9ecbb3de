import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPointer } from '../../adapters/lfs/pointer.ts';
import { openRegistry } from '../../adapters/open-registry.ts';
import { hexOf } from '../../core/domain/digest.ts';
import type { Registry } from '../../core/registry.ts';
import { requireTool } from '../support/require-tool.ts';
import { CommandScene, irisExamples, launcher } from './support/command-scene.ts';
import { distinctModel } from './support/distinct-model.ts';
import type { SharedRegistration } from './support/sharing-worker.ts';
import { WorkerCrew } from './support/worker-crew.ts';

const gitLfs = requireTool('git-lfs');
const isFull = process.env['MERGELINE_FULL'] !== undefined;
const raceTimeout = { timeout: isFull ? 1_200_000 : 120_000 };
const reason = 'A person withdrew their consent.';
const prepared = new CommandScene(mkdtempSync(join(tmpdir(), 'mergeline-erasing-')));
const policy = `apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - { name: development }
  - { name: staging, review: proposal, gates: [{ gate: servable }] }
stores:
  - { name: local, type: oci-layout }
  - { name: objects, type: lfs }
placement:
  - { models: "large/*", stores: [objects] }
  - { models: "*", stores: [local] }
owners:
  - { models: "*", owners: [olga] }
`;

beforeAll(async () => {
  await prepared.answer('init', 'registry');
  prepared.commit({ 'registry.yaml': policy });
});
afterAll(() => rmSync(prepared.folder, { recursive: true }));

/** Every blob of both stores, by its name. */
function storedIn({ registry }: CommandScene): readonly string[] {
  const namesBelow = (path: string) =>
    existsSync(path) ? readdirSync(path, { recursive: true, withFileTypes: true }).filter((it) => it.isFile()) : [];
  const folders = ['mergeline/store/blobs', 'mergeline/store/removed', 'lfs/objects', 'lfs/removed'];
  return folders.flatMap((folder) => namesBelow(join(registry, '.git', folder)).map(({ name }) => name));
}

/** What a store calls the files of a version. */
async function blobsOf(scene: CommandScene, ref: string): Promise<readonly string[]> {
  const { manifest } = await scene.answer('show', ref);
  const isLarge = ref.startsWith('large/');
  return manifest.artifacts.map((it: { digest: `sha256:${string}`; layer: { digest: `sha256:${string}` } }) =>
    hexOf(isLarge ? it.digest : it.layer.digest),
  );
}

async function erase(scene: CommandScene, ref: string): Promise<{ erasure: { freed: number; kept: unknown[] } }> {
  const { proposal } = await scene.answer('erase', ref, '--reason', reason);
  await scene.answer('proposal', 'approve', proposal.id, '--as', 'olga');
  return await scene.answer('proposal', 'merge', proposal.id);
}

describe('mergeline erase, as a process', () => {
  it.each([['iris'], ['large/iris']])(
    'takes the bytes of %s out of its store, leaves what others share, and never uses the number again',
    async (model) => {
      const scene = await prepared.copy();
      const [baseline, improved] = ['baseline/model.joblib', 'improved/model.pkl'].map((it) => join(irisExamples, it));
      const shared = model === 'iris' ? 'rose' : 'large/rose';
      await scene.answer('register', model, baseline ?? '');
      await scene.answer('register', model, improved ?? '');
      await scene.answer('register', shared, improved ?? '');
      const [own, common] = [await blobsOf(scene, `${model}@1.0.0`), await blobsOf(scene, `${shared}@1.0.0`)];
      expect(storedIn(scene)).toEqual(expect.arrayContaining([...own, ...common]));
      const only = own.filter((name) => !common.includes(name));
      expect(only.length).toBeGreaterThan(0);

      expect((await erase(scene, `${model}@1.0.0`)).erasure.freed).toBeGreaterThan(0);
      expect((await erase(scene, `${model}@1.0.1`)).erasure.kept).not.toEqual([]);

      const left = storedIn(scene);
      expect(left.filter((name) => only.includes(name))).toEqual([]);
      expect(left).toEqual(expect.arrayContaining([...common]));
      expect(await scene.answer('validate')).toMatchObject({ faults: [] });
      await scene.answer('pull', `${shared}@1.0.0`, '--output', join(scene.folder, 'pulled'));
      expect(await scene.answer('search', "status = 'erased'")).toMatchObject({ total: 2 });
      const { events } = await scene.answer('history', model);
      expect(events[0]).toMatchObject({ kind: 'erased', version: '1.0.1', reason, approvedBy: ['olga'] });

      const refused = async (...words: readonly string[]) => {
        const { code, stderr } = await scene.run([...words, '--json']);
        return { exit: code, ...JSON.parse(stderr).error };
      };
      const uses = [['pull'], ['predict', '--input', join(irisExamples, 'test.csv')], ['promote', '--to', 'staging']];
      for (const [verb = '', ...rest] of [...uses, ['serve'], ['evaluate']])
        expect(await refused(verb, `${model}@1.0.0`, ...rest)).toMatchObject({ exit: 4, code: 'ERASED' });
      expect(await refused('register', model, baseline ?? '', '--version', '1.0.0')).toMatchObject({ code: 'ERASED' });
      expect(await refused('register', model, improved ?? '', '--version', '1.0.0')).toMatchObject({ exit: 5 });
      expect(storedIn(scene).filter((name) => only.includes(name))).toEqual([]);
      expect(await scene.answer('register', model, baseline ?? '')).toMatchObject({ version: '1.0.2', created: true });
      expect(await scene.answer('gc')).toMatchObject({ removed: [], failed: [] });
    },
  );

  it('leaves a file that people keep in Git LFS, says so, and takes it once Git has forgotten it', async (context) => {
    context.skip(!gitLfs.available, gitLfs.reason);
    const scene = await prepared.copy();
    const model = join(irisExamples, 'improved/model.pkl');
    await scene.answer('register', 'large/iris', model);
    scene.git('lfs', 'install', '--local');
    scene.git('checkout', '--quiet', '-b', 'notebooks');
    await copyFile(model, join(scene.registry, 'model.pkl'));
    scene.commit({ '.gitattributes': '*.pkl filter=lfs diff=lfs merge=lfs -text\n' }, 'model.pkl');
    scene.git('checkout', '--quiet', 'main');
    const { manifest } = await scene.answer('show', 'large/iris@1.0.0');
    const source = hexOf(manifest.artifacts.find(({ path }: { path: string }) => path === 'source/model.pkl').digest);

    const { erasure } = await erase(scene, 'large/iris@1.0.0');

    expect(erasure.kept).toEqual([expect.objectContaining({ what: expect.stringContaining('source/model.pkl') })]);
    expect(storedIn(scene)).toContain(source);
    scene.git('checkout', '--quiet', 'notebooks');
    expect(scene.git('lfs', 'fsck')).toContain('Git LFS fsck OK');
    scene.git('checkout', '--quiet', 'main');
    scene.git('branch', '--quiet', '-D', 'notebooks');
    scene.git('reflog', 'expire', '--expire=now', '--all');
    scene.git('gc', '--quiet', '--prune=now');
    expect(await scene.answer('gc')).toMatchObject({ removed: [expect.objectContaining({ store: 'objects' })] });
    expect(storedIn(scene)).not.toContain(source);
  });

  it('leaves a file that people keep in Git LFS through a pointer of its earlier days, or one without a last newline', async () => {
    const forms = [(it: string) => it.replace('git-lfs.github.com', 'hawser.github.com'), (it: string) => it.trimEnd()];
    for (const form of forms) {
      const scene = await prepared.copy();
      await scene.answer('register', 'large/iris', join(irisExamples, 'improved/model.pkl'));
      const { manifest } = await scene.answer('show', 'large/iris@1.0.0');
      const { digest, size } = manifest.artifacts.find(({ path }: { path: string }) => path === 'source/model.pkl');
      scene.git('checkout', '--quiet', '-b', 'notebooks');
      scene.commit({ 'model.pkl': form(formatPointer({ digest, size })) });
      scene.git('checkout', '--quiet', 'main');

      const { erasure } = await erase(scene, 'large/iris@1.0.0');

      expect(erasure.kept).toEqual([expect.objectContaining({ what: expect.stringContaining('source/model.pkl') })]);
    }
  });

  it('reaches its end however often gc is killed on the way', async () => {
    const scene = await prepared.copy();
    const registry = await openScene(scene);
    const refs: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      const { model, version } = await registerContent(registry, 'iris', `content-${at}`);
      refs.push(`${model}@${version}`);
    }
    const erased = refs.slice(0, 4);
    const names = (await Promise.all(erased.map((ref) => blobsOf(scene, ref)))).flat();
    const kept = new Set((await Promise.all(refs.slice(4).map((ref) => blobsOf(scene, ref)))).flat());
    // The tombstones come by hand, so that every byte is still there for gc; the policy lets them.
    scene.commit({ 'registry.yaml': `${policy}changes:\n  erasure: { gates: [] }\n` });
    for (const ref of erased) {
      const { plan } = await registry.models.erase(ref, { reason, dryRun: true });
      scene.commit(Object.fromEntries((plan?.files ?? []).map(({ path, content = '' }) => [path, content])));
    }
    expect(storedIn(scene)).toEqual(expect.arrayContaining(names));
    for (let kill = 0; kill < (isFull ? 30 : 6); kill += 1) await killedGc(scene, kill);

    expect(await scene.answer('gc')).toMatchObject({ failed: [] });

    expect(storedIn(scene).filter((name) => names.includes(name) && !kept.has(name))).toEqual([]);
    expect(await scene.answer('gc')).toMatchObject({ removed: [], failed: [] });
    for (const [at, ref] of refs.slice(4).entries())
      expect(await pulled(registry, ref)).toEqual(distinctModel(`content-${at + 4}`));
    await registry.close();
  });

  it(
    'loses no bytes of a version that is registered while its bytes are erased under another name',
    raceTimeout,
    async () => {
      const scene = await prepared.copy();
      const registry = await openScene(scene);
      const [registrations, kills] = isFull ? [60, 20] : [8, 3];
      const crew = new WorkerCrew<SharedRegistration>({
        script: join(import.meta.dirname, 'support/sharing-worker.ts'),
        workers: ['first', 'second'],
        argumentsOf: (name, acknowledged) => [scene.registry, name, `${acknowledged.length}`, `${registrations}`],
        parse: (line) => (line.endsWith('}') ? JSON.parse(line) : undefined),
      });
      const erased = new Set<string>();
      const done = new AbortController();
      const erasing = (async () => {
        while (!done.signal.aborted) {
          const next = crew.acknowledged.find(({ worker, ref }) => worker === 'first' && !erased.has(ref));
          if (next === undefined) await sleep(5);
          else {
            erased.add(next.ref);
            await eraseThrough(registry, next.ref);
          }
        }
      })();
      try {
        await crew.runAll(kills);
      } finally {
        done.abort();
        await erasing;
      }
      expect(erased.size).toBeGreaterThan(0);
      for (const { ref, content } of crew.acknowledged.filter((it) => !erased.has(it.ref)))
        expect(await pulled(registry, ref)).toEqual(distinctModel(content));

      for (const { ref } of crew.acknowledged) if (!erased.has(ref)) await eraseThrough(registry, ref);
      await scene.answer('gc');
      for (const { ref } of crew.acknowledged) {
        const names = await blobsOf(scene, ref);
        expect(storedIn(scene).filter((name) => names.includes(name))).toEqual([]);
      }
      await registry.close();
    },
  );
});

async function openScene({ registry }: CommandScene): Promise<Registry> {
  return await openRegistry(registry, { actor: 'olga', cwd: '/', env: {} });
}

async function registerContent(registry: Registry, model: string, content: string) {
  const bytes = distinctModel(content);
  const open = async function* () {
    yield bytes;
  };
  return await registry.models.register({
    model,
    files: [{ path: 'model.onnx', size: bytes.length, read: async () => bytes, open }],
  });
}

/** As the only owner, who approves what a colleague asked for. */
async function eraseThrough(registry: Registry, ref: string): Promise<void> {
  const colleague = await openRegistry(registry.address, { actor: 'ann', cwd: '/', env: {} });
  const { proposal } = await colleague.models.erase(ref, { reason });
  await colleague.close();
  if (proposal === undefined) return;
  await registry.proposals.approve(proposal.id);
  await registry.proposals.merge(proposal.id);
}

async function pulled(registry: Registry, ref: string): Promise<Buffer | undefined> {
  const [file] = (await registry.models.pull(ref, { role: 'source' })).files;
  return file && (await buffer(file.open()));
}

async function killedGc(scene: CommandScene, round: number): Promise<void> {
  const child = spawn(process.execPath, [launcher, 'gc'], {
    env: { PATH: process.env['PATH'], HOME: scene.folder, MERGELINE_REGISTRY: scene.registry, MERGELINE_ACTOR: 'ann' },
    stdio: 'ignore',
    detached: false,
  });
  const ended = once(child, 'exit');
  await sleep(150 + ((round * 137) % 700));
  child.kill('SIGKILL');
  await ended;
}
