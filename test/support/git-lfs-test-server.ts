import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { requireTool } from './require-tool.ts';

/** The server that git-lfs is tested with itself; .ci/run builds it of Go's modules. It wants to know a `user` with the password `pass`. */
export const gitLfsTestServer = requireTool('lfstest-gitserver');

export interface ServedRepositories extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves the repositories below a folder, and keeps their Git LFS objects.
 * @param state a folder for what the server writes of itself.
 */
export async function serveWithGitLfsTestServer(folder: string, state: string): Promise<ServedRepositories> {
  const names = ['URL', 'SSL_URL', 'CLIENT_CERT_URL', 'CERT', 'CLIENT_CERT', 'CLIENT_KEY', 'CLIENT_KEY_ENCRYPTED'];
  const files = Object.fromEntries(names.map((name) => [`LFSTEST_${name}`, join(state, name)]));
  const server = spawn('lfstest-gitserver', {
    env: { ...process.env, LFSTEST_DIR: folder, ...files },
    stdio: 'ignore',
  });
  const last = join(state, 'CLIENT_KEY_ENCRYPTED');
  for (let tries = 0; !existsSync(last) && tries < 600; tries += 1) await wait(50);
  return {
    url: await readFile(join(state, 'URL'), 'utf8'),
    [Symbol.asyncDispose]: async () => {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
