import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerRegistry, dockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { requireTool } from '../support/require-tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';

const skopeo = requireTool('skopeo');
const run = promisify(execFile);
const [model, improved] = [join(irisExamples, 'baseline/model.joblib'), join(irisExamples, 'improved/model.pkl')];
const manifestTypes = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json'];

describe.skipIf(!dockerRegistry.available)('a registry whose bytes are in an OCI registry', () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startDockerRegistry();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  /** A registry that `init` made, with a path of its own. */
  async function scene(): Promise<{ scene: CommandScene; reference: string }> {
    const reference = `${registry.host}/${randomUUID()}/models`;
    const made = new CommandScene(await temporaryFolder());
    await made.answer('init', 'registry', '--store', `oci://${reference}`);
    return { scene: made, reference };
  }

  async function digestAt(reference: string, tag: string): Promise<string | null> {
    const path = reference.slice(registry.host.length + 1);
    const response = await fetch(`http://${registry.host}/v2/${path}/manifests/${tag}`, {
      method: 'HEAD',
      headers: { accept: manifestTypes.join(', ') },
    });
    return response.headers.get('docker-content-digest');
  }

  it('registers, pulls the same bytes, predicts, promotes and publishes by digest', async () => {
    const { scene: ann, reference } = await scene();

    const { version, transfers } = await ann.answer('register', 'iris', model);

    const { manifest } = await ann.answer('show', `iris@${version}`);
    // Its files, and the configurations of its two images.
    expect(transfers.uploaded).toBe(manifest.artifacts.length + 2);
    expect(await digestAt(`${reference}/iris`, '1.0.0')).toBe(manifest.modelPack.digest);
    expect(await digestAt(`${reference}/iris`, '1.0.0-image')).toBe(manifest.dataImage.digest);
    await ann.answer('pull', 'iris@1.0.0', '--output', join(ann.folder, 'pulled'));
    const names = await readdir(join(ann.folder, 'pulled'), { recursive: true });
    const source = names.find((name) => name.endsWith('model.joblib')) ?? '';
    expect((await readFile(join(ann.folder, 'pulled', source))).equals(await readFile(model))).toBe(true);
    const rows = join(irisExamples, 'test.csv');
    expect((await ann.answer('predict', 'iris@1.0.0', '--input', rows)).predictions.length).toBeGreaterThan(0);
    const promoted = await ann.answer('promote', 'iris@1.0.0', '--to', 'development');
    expect(promoted.image.reference).toBe(`${reference}/iris@${manifest.dataImage.digest}`);
    const { published } = await ann.answer('publish', 'iris@development');
    expect(published).toMatchObject([{ digest: manifest.dataImage.digest }]);
    expect(await digestAt(`${reference}/iris`, 'development')).toBe(manifest.dataImage.digest);
    expect(await ann.answer('publish')).toMatchObject({ published: [{ state: 'already' }] });
    const { checks } = await ann.answer('doctor');
    expect(checks.filter(({ level }: { level: string }) => level === 'problem')).toEqual([]);
  });

  it('sends manifests alone when a version is promoted or registered once more, the tag of the stage last', async () => {
    await using proxy = await startFaultyProxy(registry.host);
    const ann = new CommandScene(await temporaryFolder());
    const path = randomUUID();
    await ann.answer('init', 'registry', '--store', `oci://${proxy.host}/${path}`);
    await ann.answer('register', 'iris', model);
    const sentBy = async (...words: readonly string[]) => {
      proxy.reset();
      await ann.answer(...words);
      return proxy.requests.map(({ line }) => line).filter((line) => /^(PUT|POST|PATCH)/.test(line));
    };

    expect((await sentBy('register', 'iris', model)).filter((line) => line.includes('/blobs/'))).toEqual([]);
    const sent = await sentBy('promote', 'iris@1.0.0', '--to', 'development');

    expect(sent.filter((line) => line.includes('/blobs/'))).toEqual([]);
    expect(sent.at(-1)).toBe(`PUT /v2/${path}/iris/manifests/development`);
  });

  it('keeps nothing of the models on this machine', async () => {
    const { scene: ann } = await scene();
    await ann.answer('register', 'iris', model);
    const names = await readdir(join(ann.registry, '.git'), { recursive: true });
    expect(names.filter((name) => /^mergeline\/store|^lfs\//.test(name))).toEqual([]);
  });

  it('lets a colleague with a clone of the metadata pull from the same place', async () => {
    const { scene: ann } = await scene();
    await ann.answer('register', 'iris', model);
    const ben = new CommandScene(await temporaryFolder());
    await run('git', ['clone', '--quiet', ann.registry, ben.registry]);
    await ben.answer('pull', 'iris@1.0.0', '--output', join(ben.folder, 'pulled'));
    expect(await readdir(join(ben.folder, 'pulled'))).not.toEqual([]);
  });

  it('is read by skopeo, layer for layer', async (context) => {
    context.skip(!skopeo.available, skopeo.reason);
    const { scene: ann, reference } = await scene();
    await ann.answer('register', 'iris', model);
    const { manifest } = await ann.answer('show', 'iris@1.0.0');
    const image = `docker://${reference}/iris:1.0.0-image`;

    const inspected = JSON.parse((await run('skopeo', ['inspect', '--tls-verify=false', image])).stdout);
    const served = manifest.artifacts.filter(({ roles }: { roles: string[] }) => !roles.every((it) => it === 'source'));
    expect(inspected.Layers).toEqual(served.map(({ layer }: { layer: { digest: string } }) => layer.digest));
    expect(inspected.Digest).toBe(manifest.dataImage.digest);
    const layout = join(ann.folder, 'layout');
    await run('skopeo', ['copy', '--src-tls-verify=false', '--preserve-digests', image, `oci:${layout}:iris`]);
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
    expect(index.manifests[0].digest).toBe(manifest.dataImage.digest);
  });

  it('erases a version with its images, tags and what was listed with it, and leaves what others share', async () => {
    const { scene: ann, reference } = await scene();
    const policy = ann.read('registry.yaml').replace(/owners: \["ann"\]/, 'owners: ["ann", "olga"]');
    ann.commit({ 'registry.yaml': policy });
    await ann.answer('register', 'iris', model);
    await ann.answer('register', 'iris', improved);
    const { manifest } = await ann.answer('show', 'iris@1.0.0');
    const repository = `${reference.slice(registry.host.length + 1)}/iris`;
    const before = await registry.blobsOf(repository);

    const { proposal } = await ann.answer('erase', 'iris@1.0.0', '--reason', 'Consent was withdrawn.');
    await ann.answer('proposal', 'approve', proposal.id, '--as', 'olga');
    const { erasure } = await ann.answer('proposal', 'merge', proposal.id);

    expect(erasure).toMatchObject({ failed: [] });
    for (const tag of ['1.0.0', '1.0.0-image', `sha256-${manifest.modelPack.digest.slice(7)}`])
      expect([tag, await digestAt(`${reference}/iris`, tag)]).toEqual([tag, null]);
    const after = await registry.blobsOf(repository);
    const other = await ann.answer('show', 'iris@1.0.1');
    for (const { layer } of other.manifest.artifacts) expect(after).toContain(layer.digest);
    expect(after.length).toBeLessThan(before.length);
    expect(await registry.blobsOf(`${repository}/removed`)).toEqual([]);
    await ann.answer('pull', 'iris@1.0.1', '--output', join(ann.folder, 'left'));
    expect(await ann.answer('gc')).toMatchObject({ removed: [], failed: [] });
  });
});
