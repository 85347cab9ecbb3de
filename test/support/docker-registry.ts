import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requireTool } from './require-tool.ts';

/** The registry of the CNCF's distribution project, as Debian packages it. */
export const dockerRegistry = requireTool('docker-registry');

export interface DockerRegistry extends AsyncDisposable {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** Where a blob lies, by its digest. */
  blobFile(digest: string): string;
  /** Digests of the blobs that a repository has. */
  blobsOf(repository: string): Promise<readonly string[]>;
  /** Uploads of a repository that were begun and neither ended nor given up. Those that broke off stay until it sweeps. */
  openUploads(repository: string): Promise<readonly string[]>;
  /** Ends the process as a power cut does, and starts another on the same files and port. */
  restart(): Promise<void>;
}

/** @param auth the `auth` section of its configuration, as JSON; anybody may do everything when absent. */
export async function startDockerRegistry(auth?: object): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'mergeline-registry-'));
  const port = await freePort();
  const config = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: 'shared by restarts' },
    ...(auth && { auth }),
  };
  const file = join(folder, 'config.yml');
  await writeFile(file, JSON.stringify(config));
  let process = await serve(file, port);
  const repositories = join(folder, 'docker', 'registry', 'v2');
  return {
    host: `127.0.0.1:${port}`,
    blobFile: (digest) => {
      const hex = digest.replace('sha256:', '');
      return join(repositories, 'blobs', 'sha256', hex.slice(0, 2), hex, 'data');
    },
    blobsOf: async (repository) => {
      const links = join(repositories, 'repositories', repository, '_layers', 'sha256');
      const names = await readdir(links, { recursive: true }).catch(() => []);
      return names.filter((name) => name.endsWith('/link')).map((name) => `sha256:${name.slice(0, -'/link'.length)}`);
    },
    openUploads: async (repository) => {
      const uploads = join(repositories, 'repositories', repository, '_uploads');
      // What was given up leaves an empty folder.
      return (await readdir(uploads, { recursive: true }).catch(() => [])).filter((name) => name.endsWith('/data'));
    },
    restart: async () => {
      await end(process);
      process = await serve(file, port);
    },
    [Symbol.asyncDispose]: async () => {
      await end(process);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serve(config: string, port: number): Promise<ChildProcess> {
  const process = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  process.on('error', () => undefined);
  for (let tries = 0; tries < 200; tries += 1) {
    if (process.exitCode !== null) break;
    const answered = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (answered !== undefined) return process;
    await delay(50);
  }
  process.kill('SIGKILL');
  throw new Error('docker-registry does not start');
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill('SIGKILL');
  await once(process, 'exit');
}

/** Free a moment ago: what takes it in between makes the test fail, not pass. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
