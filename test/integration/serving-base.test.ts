import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireTool } from '../support/require-tool.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';

const linux = requireTool('linux', () => process.platform === 'linux');
const docker = requireTool('docker', () => spawnSync('docker', ['info']).status === 0);
const skopeo = requireTool('skopeo');

const rows = [
  { sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2 },
  { sepal_length: 6.7, sepal_width: 3.0, petal_length: 5.2, petal_width: 2.3 },
];

describe.skipIf(!linux.available)('a base that this machine makes', () => {
  let scene: CommandScene;
  let digest: string;

  beforeAll(async () => {
    scene = new CommandScene(await mkdtemp(join(tmpdir(), 'mergeline-base-')));
    await scene.answer('init', 'registry');
    scene.commit({ 'registry.yaml': `${scene.read('registry.yaml')}\nchanges:\n  policy:\n    gates: []\n` });
    const { base, proposal, layers } = await scene.answer('base', 'build');
    digest = base.digest;
    expect(layers.reduce((sum: number, { size }: { size: number }) => sum + size, 0)).toBeLessThan(70_000_000);
    await scene.answer('proposal', 'merge', proposal.id);
    await scene.answer('register', 'iris', join(irisExamples, 'improved/model.pkl'));
    await scene.answer('promote', 'iris@1.0.0', '--to', 'development');
  });

  afterAll(() => rm(scene.folder, { recursive: true }));

  test('is the same base at another time of day, in another zone and with another umask', async () => {
    const umask = process.umask(0o077);
    try {
      const env = { TZ: 'Asia/Tokyo', LANG: 'ja_JP.UTF-8', SOURCE_DATE_EPOCH: '1' };
      const { code, stdout } = await scene.run(['base', 'build', '--dry-run', '--json'], { env });
      expect({ code, digest: JSON.parse(stdout).base.digest }).toEqual({ code: 0, digest });
    } finally {
      process.umask(umask);
    }
  });

  test('is made for no other platform than this machine’s', async () => {
    const { code, stderr } = await scene.run(['base', 'build', '--platform', 'linux/s390x']);
    expect(code).toBe(2);
    expect(stderr).toContain('base join');
  });

  describe.skipIf(!docker.available || !skopeo.available)('in a container', () => {
    const image = `mergeline-test-${randomUUID()}`;
    const run = (...words: readonly string[]): SpawnSyncReturns<string> =>
      spawnSync('docker', words, { encoding: 'utf8', maxBuffer: 64 << 20 });
    const inContainer = (script: string) => run('exec', image, '/usr/local/bin/node', '-e', script).stdout.trim();

    beforeAll(async () => {
      const store = join(scene.registry, '.git/mergeline/store');
      const copied = spawnSync('skopeo', ['copy', `oci:${store}:iris:development`, `docker-daemon:${image}:test`]);
      expect(copied.status).toBe(0);
      const started = run('run', '-d', '--name', image, '--read-only', '--network', 'none', `${image}:test`);
      expect({ status: started.status, stderr: started.stderr }).toEqual({ status: 0, stderr: '' });
      await healthy();
    });

    afterAll(() => {
      run('rm', '-f', image);
      run('rmi', `${image}:test`);
    });

    async function healthy(): Promise<void> {
      for (;;) {
        const state = run('inspect', '-f', '{{.State.Health.Status}} {{.State.Running}}', image).stdout.trim();
        if (state === 'healthy true') return;
        if (!state.endsWith('true')) throw new Error(`It ended: ${run('logs', image).stderr}`);
        await sleep(250);
      }
    }

    test('it answers what mergeline predict answers, as a user without rights, on a disk that it cannot write', async () => {
      const input = join(scene.folder, 'rows.json');
      await writeFile(input, JSON.stringify(rows));
      const here = await scene.answer('predict', 'iris@1.0.0', '--input', input);
      const body = JSON.stringify(JSON.stringify(rows));
      const headers = "{ 'content-type': 'application/json' }";
      const url = 'http://127.0.0.1:8080/models/iris/predict';
      const script = `fetch('${url}', { method: 'POST', headers: ${headers}, body: ${body} }).then((r) => r.text()).then(console.log)`;
      const { predictions, probabilities, manifestDigest } = JSON.parse(inContainer(script));
      expect({ predictions, probabilities, manifestDigest }).toEqual({
        predictions: here.predictions,
        probabilities: here.probabilities,
        manifestDigest: here.manifestDigest,
      });
      expect(inContainer('console.log(process.getuid())')).toBe('65532');
      expect(inContainer("try { fs.writeFileSync('/tmp/a', '') } catch ({ code }) { console.log(code) }")).toBe(
        'EROFS',
      );
    });

    test('its metadata names the manifest that is registered', async () => {
      const script = "fetch('http://127.0.0.1:8080/v2/models/iris').then((r) => r.text()).then(console.log)";
      const { manifestDigest } = await scene.answer('show', 'iris@1.0.0');
      expect(JSON.parse(inContainer(script)).properties.manifestDigest).toBe(manifestDigest);
    });

    test('it ends with 0 when it is stopped, before it would be killed', () => {
      expect(run('stop', '--time', '10', image).status).toBe(0);
      expect(run('inspect', '-f', '{{.State.ExitCode}}', image).stdout.trim()).toBe('0');
    });
  });
});
