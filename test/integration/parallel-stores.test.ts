import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../adapters/oci/oci-layout-artifact-store.ts';
import { collect } from '../support/bytes.ts';
import { sampleFiles } from '../support/sample-version.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const storeSample = fileURLToPath(new URL('../support/store-sample.ts', import.meta.url));

function start(folder: string, tags: readonly string[]): ChildProcess {
  return spawn(process.execPath, [storeSample, 'oci', folder, ...tags], { stdio: 'ignore' });
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function tagsIn(folder: string): Promise<string[]> {
  const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
  return index.manifests.map(
    (entry: { annotations: Record<string, string> }) => entry.annotations['org.opencontainers.image.ref.name'],
  );
}

describe('an OCI layout shared by processes', () => {
  it('loses no tag of 8 processes that write 10 each', async () => {
    const folder = await temporaryFolder();
    const tags = Array.from({ length: 80 }, (_, index) => `iris:1.0.${index}`);
    const processes = Array.from({ length: 8 }, (_, index) => start(folder, tags.slice(index * 10, index * 10 + 10)));

    expect(await Promise.all(processes.map(exitOf))).toEqual(Array(8).fill(0));

    expect((await tagsIn(folder)).sort()).toEqual(tags.sort());
  });

  it('stays whole when its writers are killed at random, and a second run completes it', async () => {
    const folder = await temporaryFolder();
    const tagsOf = (writer: number) => Array.from({ length: 10 }, (_, index) => `iris:${writer}.0.${index}`);
    for (let round = 0; round < 6; round += 1) {
      const processes = [start(folder, tagsOf(round)), start(folder, tagsOf(100 + round))];
      await sleep(120 + round * 30);
      for (const child of processes) child.kill('SIGKILL');
      await Promise.all(processes.map(exitOf));
      const layout = new OciLayoutArtifactStore(new OciLayout(folder), 'local');
      for (const { artifact, bytes } of await sampleFiles()) {
        if (await layout.has(artifact)) expect(await collect(layout.read(artifact))).toEqual(bytes);
      }
    }

    const before = await tagsIn(folder).catch(() => []);
    expect(await exitOf(start(folder, tagsOf(0)))).toBe(0);

    expect(await tagsIn(folder)).toEqual(expect.arrayContaining([...before, ...tagsOf(0)]));
  });
});
