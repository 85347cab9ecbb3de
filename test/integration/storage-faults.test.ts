import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LfsArtifactStore } from '../../adapters/lfs/lfs-artifact-store.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../adapters/oci/oci-layout-artifact-store.ts';
import { OciLayoutImageStore } from '../../adapters/oci/oci-layout-image-store.ts';
import type { ArtifactStore } from '../../core/ports/artifact-store.ts';
import { describeArtifact } from '../../packaging/describe-artifact.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import { chunksOf, collect, noise } from '../support/bytes.ts';
import { requireTool } from '../support/require-tool.ts';
import { sampleFiles, sampleVersion } from '../support/sample-version.ts';
import { namesIn, temporaryFolder } from '../support/temporary-folder.ts';

const smallDisk = requireTool('mount', () => process.getuid?.() === 0 && canMount());
const strace = requireTool('strace');
const storeSample = fileURLToPath(new URL('../support/store-sample.ts', import.meta.url));

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function mountSmallDisk(): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

const stores: readonly [string, (folder: string) => { store: ArtifactStore; scratch: string }][] = [
  [
    'an OCI layout',
    (folder) => ({ store: new OciLayoutArtifactStore(new OciLayout(folder), 'local'), scratch: join(folder, 'tmp') }),
  ],
  [
    'Git LFS objects',
    (folder) => ({ store: new LfsArtifactStore(folder, 'lfs'), scratch: join(folder, 'lfs', 'tmp') }),
  ],
];

describe('a full disk', () => {
  it.for(stores)('lets %s refuse the file and take a smaller one', async ([, openStore], context) => {
    context.skip(!smallDisk.available, smallDisk.reason);
    const { store, scratch } = openStore(await mountSmallDisk());
    const [large, small] = [noise(500_000), noise(50_000, 2)];
    const describeBytes = (bytes: Buffer) =>
      describeArtifact(
        { path: 'model.onnx', roles: ['served'], mediaType: 'x/y', size: bytes.length },
        chunksOf(bytes),
      );
    const tooLarge = await describeBytes(large);

    const writing = store.write(tooLarge, () => chunksOf(large));

    await expect(writing).rejects.toMatchObject({ code: 'STORAGE_FAILED', exitCode: 1 });
    expect(await store.has(tooLarge)).toBe(false);
    expect(await namesIn(scratch)).toEqual([]);
    const fitting = await describeBytes(small);
    expect(await store.write(fitting, () => chunksOf(small))).toBe('written');
    expect((await collect(store.read(fitting))).equals(small)).toBe(true);
  });

  it('leaves the tags of a layout as they were', async (context) => {
    context.skip(!smallDisk.available, smallDisk.reason);
    const folder = await mountSmallDisk();
    const images = new OciLayoutImageStore(new OciLayout(folder));
    const modelPack = await storeSampleHere(folder);
    await images.publish(modelPack, ['risk/fraud:1.2.0']);
    const before = await readFile(join(folder, 'index.json'), 'utf8');
    await writeFile(join(folder, 'ballast'), noise(300_000)).catch(() => undefined);

    const publishing = images.publish(modelPack, ['risk/fraud:production']);

    await expect(publishing).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await readFile(join(folder, 'index.json'), 'utf8')).toBe(before);
  });
});

describe('a failing disk', () => {
  // The calls of one run: each blob, marker and index is written, synced, renamed, and its folder synced.
  const faults = [
    ...['fsync', 'rename'].flatMap((call) => [1, 2, 3, 4, 5, 6, 7, 8, 9, 12].map((when) => [call, when] as const)),
    ...[1, 2, 3, 4, 5].map((when) => ['mkdir', when] as const),
  ];

  it.for(['oci', 'lfs'])(
    'at any call leaves %s storage as it was or complete, and a second run completes it',
    async (kind, context) => {
      context.skip(!strace.available, strace.reason);
      const outcomes = new Set<string>();
      for (const [call, when] of faults) {
        const folder = join(await temporaryFolder(), 'store');
        await mkdir(folder);
        const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `inject=${call}:error=EIO:when=${when}`];
        const command = [process.execPath, storeSample, kind, folder, 'risk/fraud:1.2.0'];

        outcomes.add(await outcomeOf('strace', [...inject, ...command]));

        await expectWhole(folder, kind);
        expect(await outcomeOf(process.execPath, command.slice(1))).toBe('stored');
        await expectComplete(folder, kind);
      }
      expect(outcomes).toEqual(new Set(['stored', 'STORAGE_FAILED']));
    },
  );
});

async function outcomeOf(program: string, args: readonly string[]): Promise<string> {
  const run = promisify(execFile)(program, args, { encoding: 'utf8' });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout.trim();
}

/** Everything that can be seen is right; some of it may be missing. */
async function expectWhole(folder: string, kind: string): Promise<void> {
  const store = openKind(folder, kind);
  for (const { artifact, bytes } of await sampleFiles()) {
    if (await store.has(artifact)) expect(await collect(store.read(artifact))).toEqual(bytes);
  }
}

async function expectComplete(folder: string, kind: string): Promise<void> {
  const store = openKind(folder, kind);
  const files = await sampleFiles();
  for (const { artifact, bytes } of files) expect(await collect(store.read(artifact))).toEqual(bytes);
  const layout = kind === 'lfs' ? join(folder, 'layout') : folder;
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
  expect(index.manifests).toMatchObject([{ digest: buildModelPack(sampleVersion(files)).digest }]);
}

function openKind(folder: string, kind: string): ArtifactStore {
  return kind === 'lfs'
    ? new LfsArtifactStore(folder, 'lfs')
    : new OciLayoutArtifactStore(new OciLayout(folder), 'local');
}

async function storeSampleHere(folder: string) {
  const files = await sampleFiles();
  const store = new OciLayoutArtifactStore(new OciLayout(folder), 'local');
  for (const { artifact, bytes } of files) await store.write(artifact, () => chunksOf(bytes));
  return buildModelPack(sampleVersion(files));
}
