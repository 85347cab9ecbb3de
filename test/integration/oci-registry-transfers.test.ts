import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerRegistry, dockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { requireTool } from '../support/require-tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';

const isFull = process.env['MERGELINE_FULL'] !== undefined;
const [crane, oras] = [requireTool('crane'), requireTool('oras')];
const run = promisify(execFile);
const program = join(import.meta.dirname, 'support/transfer-blob.ts');
const model = join(irisExamples, 'baseline/model.joblib');

describe.skipIf(!dockerRegistry.available)('transfers between this machine and registries', () => {
  let near: DockerRegistry;
  let far: DockerRegistry;
  beforeAll(async () => {
    [near, far] = await Promise.all([startDockerRegistry(), startDockerRegistry()]);
  });
  afterAll(async () => {
    await near[Symbol.asyncDispose]();
    await far[Symbol.asyncDispose]();
  });

  const transfer = async (repository: string, mebibytes: number) => {
    const { stdout } = await run(process.execPath, [program, `${near.host}/${repository}`, String(mebibytes)]);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  };

  it(`keeps memory flat for a blob of ${isFull ? '1 GiB' : '192 MiB'}`, async () => {
    const mebibytes = isFull ? 1024 : 192;
    const { stored, received, memory } = await transfer(`large/${randomUUID()}`, mebibytes);
    expect({ stored, received }).toEqual({ stored: 'uploaded', received: mebibytes * 1024 * 1024 });
    expect(memory).toBeLessThan(150e6);
  });

  it('shows nothing of an upload whose process was killed, and takes it again', async () => {
    const repository = `killed/${randomUUID()}`;
    for (let time = 0; time < 3; time += 1) {
      const child = spawn(process.execPath, [program, `${near.host}/${repository}`, '64'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(createInterface(child.stdout), 'line');
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await near.blobsOf(repository)).toEqual([]);
    }
    const { digest, stored } = await transfer(repository, 64);
    expect(stored).toBe('uploaded');
    expect(await near.blobsOf(repository)).toEqual([digest]);
    expect(await transfer(repository, 64)).toMatchObject({ stored: 'present' });
  });

  it('publishes into another registry than the one that has the bytes, with the same digests', async () => {
    const ann = new CommandScene(await temporaryFolder());
    const [from, to] = [`${near.host}/${randomUUID()}`, `${far.host}/${randomUUID()}`];
    await ann.answer('init', 'registry', '--store', `oci://${from}`);
    await ann.answer('register', 'iris', model);
    const { manifest } = await ann.answer('show', 'iris@1.0.0');
    const second = `  - name: live\n    type: oci\n    reference: ${to}\nplacement:\n  - { models: "*", stores: [live, registry] }\n`;
    ann.commit({ 'registry.yaml': ann.read('registry.yaml').replace(/(reference: .*\n)/, `$1${second}`) });

    await ann.answer('promote', 'iris@1.0.0', '--to', 'development');
    const { published } = await ann.answer('publish');

    expect(published).toMatchObject([
      { digest: manifest.dataImage.digest, image: `${to}/iris@${manifest.dataImage.digest}` },
    ]);
    const path = to.slice(far.host.length + 1);
    const layers = manifest.artifacts.map(({ layer }: { layer: { digest: string } }) => layer.digest);
    expect(await far.blobsOf(`${path}/iris`)).toEqual(expect.arrayContaining(layers));
  });

  // It takes every layer for a compressed one, so it is asked about all but their content.
  it('writes images that crane finds valid', async (context) => {
    context.skip(!crane.available, crane.reason);
    const { reference } = await registered();
    const { stdout, stderr } = await run('crane', [
      'validate',
      '--fast',
      '--insecure',
      '--remote',
      `${reference}/iris:1.0.0-image`,
    ]);
    expect(`${stdout}${stderr}`).toContain('PASS');
  });

  it('writes ModelPacks that oras pulls, and lists what refers to them', async (context) => {
    context.skip(!oras.available, oras.reason);
    const { reference, manifest, folder } = await registered();
    const plain = '--plain-http';
    await run('oras', [
      'copy',
      `--from-plain-http`,
      `${reference}/iris:1.0.0`,
      '--to-oci-layout',
      `${folder}/layout:iris`,
    ]);
    const { stdout } = await run('oras', ['manifest', 'fetch', plain, '--descriptor', `${reference}/iris:1.0.0`]);
    expect(JSON.parse(stdout).digest).toBe(manifest.modelPack.digest);
    const listed = await run('oras', ['discover', plain, '--format', 'json', `${reference}/iris:1.0.0`]);
    expect(listed.stdout).toContain(manifest.dataImage.digest);
  });

  async function registered() {
    const folder = await temporaryFolder();
    const ann = new CommandScene(folder);
    const reference = `${near.host}/${randomUUID()}`;
    await ann.answer('init', 'registry', '--store', `oci://${reference}`);
    await ann.answer('register', 'iris', model);
    const { manifest } = await ann.answer('show', 'iris@1.0.0');
    return { folder, reference, manifest };
  }
});
