import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LfsArtifactStore } from '../../adapters/lfs/lfs-artifact-store.ts';
import { formatPointer } from '../../adapters/lfs/pointer.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../adapters/oci/oci-layout-artifact-store.ts';
import { OciLayoutImageStore } from '../../adapters/oci/oci-layout-image-store.ts';
import { buildDataImage } from '../../packaging/data-image.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import { manifestRef } from '../../packaging/oci-image.ts';
import { chunksOf } from '../support/bytes.ts';
import { requireTool } from '../support/require-tool.ts';
import { sampleFiles, sampleVersion } from '../support/sample-version.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const skopeo = requireTool('skopeo');
const gitLfs = requireTool('git-lfs');

function run(program: string, args: readonly string[], cwd?: string): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

async function publishedVersion() {
  const folder = await temporaryFolder();
  const layout = new OciLayout(folder);
  const files = await sampleFiles();
  const store = new OciLayoutArtifactStore(layout, 'local');
  for (const { artifact, bytes } of files) await store.write(artifact, () => chunksOf(bytes));
  const content = sampleVersion(files);
  const modelPack = buildModelPack(content);
  const dataImage = buildDataImage(content, manifestRef(modelPack));
  const images = new OciLayoutImageStore(layout);
  await images.publish(modelPack, ['risk/fraud:1.2.0']);
  await images.publish(dataImage, ['risk/fraud:1.2.0-image', 'risk/fraud:production']);
  return { folder, files, modelPack, dataImage };
}

describe('skopeo', () => {
  it('reads the data image by its tag', async (context) => {
    context.skip(!skopeo.available, skopeo.reason);
    const { folder, dataImage } = await publishedVersion();

    const inspected = JSON.parse(run('skopeo', ['inspect', `oci:${folder}:risk/fraud:production`]));

    expect(inspected).toMatchObject({
      Digest: dataImage.digest,
      Created: '2026-11-25T10:00:00Z',
      Architecture: 'amd64',
      Os: 'linux',
      Layers: dataImage.artifacts.map(({ layer }) => layer.digest),
    });
  });

  it('gets the very bytes of the ModelPack manifest', async (context) => {
    context.skip(!skopeo.available, skopeo.reason);
    const { folder, modelPack } = await publishedVersion();
    const raw = run('skopeo', ['inspect', '--raw', `oci:${folder}:risk/fraud:1.2.0`]);
    expect(raw).toBe(Buffer.from(modelPack.manifest).toString());
  });

  it('copies both elsewhere, verifying every digest, and GNU tar unpacks the layers', async (context) => {
    context.skip(!skopeo.available, skopeo.reason);
    const { folder, files } = await publishedVersion();
    const [target, unpacked] = [await temporaryFolder(), await temporaryFolder()];
    for (const tag of ['1.2.0', '1.2.0-image']) {
      run('skopeo', ['copy', '--preserve-digests', `oci:${folder}:risk/fraud:${tag}`, `dir:${target}`]);
    }
    for (const { artifact, bytes } of files) {
      const blob = join(folder, 'blobs', 'sha256', artifact.layer.digest.slice('sha256:'.length));
      run('tar', ['-xf', blob, '-C', unpacked, '--no-same-owner']);
      expect(await readFile(join(unpacked, 'models', artifact.path))).toEqual(bytes);
    }
  });
});

describe('git lfs', () => {
  it('checks out, checks and pushes the objects that we wrote', async (context) => {
    context.skip(!gitLfs.available, gitLfs.reason);
    const [folder, remote] = [await temporaryFolder(), await temporaryFolder()];
    const [source] = await sampleFiles();
    if (source === undefined) throw new Error('no sample');
    run('git', ['init', '--quiet', '--bare', remote]);
    run('git', ['init', '--quiet', '--initial-branch', 'main'], folder);
    run('git', ['lfs', 'install', '--local'], folder);
    const store = new LfsArtifactStore(join(folder, '.git'), 'lfs');
    await store.write(source.artifact, () => chunksOf(source.bytes));
    await writeFile(join(folder, '.gitattributes'), '*.pkl filter=lfs diff=lfs merge=lfs -text\n');
    await writeFile(join(folder, 'model.pkl'), formatPointer(source.artifact));
    run('git', ['add', '.'], folder);
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'model'], folder);

    run('git', ['lfs', 'checkout'], folder);

    expect(await readFile(join(folder, 'model.pkl'))).toEqual(source.bytes);
    expect(run('git', ['lfs', 'fsck'], folder)).toContain('Git LFS fsck OK');
    expect(run('git', ['status', '--short'], folder)).toBe('');
    expect(run('git', ['lfs', 'pointer', '--file', 'model.pkl'], folder)).toBe(formatPointer(source.artifact));
    run('git', ['push', '--quiet', `file://${remote}`, 'main'], folder);
    expect(await new LfsArtifactStore(remote, 'lfs').has(source.artifact)).toBe(true);
  });
});
