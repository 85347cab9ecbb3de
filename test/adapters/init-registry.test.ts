import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initRegistry } from '../../adapters/init-registry.ts';

test('makes every folder that is missing, and refuses a file in their place', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'mergeline-init-'));
  const options = { cwd, env: {}, actor: 'ann' };
  try {
    await writeFile(join(cwd, 'file'), '');
    for (const place of ['file', 'file/below']) {
      await expect(initRegistry(place, options)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    expect(await initRegistry('a/b', options)).toMatchObject({ created: true, address: join(cwd, 'a', 'b') });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

test.runIf(process.platform === 'linux')('ends where the system makes no folder', async () => {
  await expect(initRegistry('/proc/mergeline/x', { cwd: '/', env: {} })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  });
});
