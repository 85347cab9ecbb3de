/** What people would pick instead, from PyPI, in virtual environments that stay in the temporary folder from one run to the next. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program, or why there is none. */
export type Peer = { readonly program: string } | { readonly missing: string };

/** @param requirement as pip takes it: `gto==1.10.1`. */
export function installPeer(name: string, requirement: string): Peer {
  return install(requirement, [requirement], name);
}

/** A Python with some packages. @param name what the environment is called. */
export function installPython(name: string, requirements: readonly string[]): Peer {
  return install(`python-${name}`, requirements, 'python');
}

function install(environment: string, requirements: readonly string[], name: string): Peer {
  const folder = join(tmpdir(), 'mergeline-bench-peers', environment);
  const [program, done] = [join(folder, 'bin', name), join(folder, 'installed')];
  if (existsSync(done)) return { program };
  if (spawnSync('python3', ['--version']).error) return { missing: 'there is no python3' };
  const what = requirements.join(', ');
  console.log(`Installing ${what} …`);
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin/pip'), 'install', '--quiet', ...requirements],
  ] as const) {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) return { missing: `${what} cannot be installed: ${stderr.trim().split('\n').at(-1)}` };
  }
  writeFileSync(done, '');
  return { program };
}

/** A repository in which GTO finds so many tags: versions `v0.0.1` and on of ten models, and one model in a stage. */
export function makeGtoRepository(folder: string, tags: number): void {
  const started = Date.parse('2026-01-01T00:00:00Z') / 1000;
  const commands = ['feature done'];
  for (let index = 0; index < tags; index += 1) {
    const when = `ann <ann@example.com> ${started + index} +0000`;
    commands.push('commit refs/heads/main', `mark :${index + 1}`, `committer ${when}`, 'data 2', 'm');
    const isLast = index === tags - 1;
    const name = isLast ? 'model-0#prod#1' : `model-${index % 10}@v0.0.${Math.floor(index / 10) + 1}`;
    const target = isLast ? 1 : index + 1;
    commands.push(`tag ${name}`, `from :${target}`, `tagger ${when}`, 'data 2', 't');
  }
  const git = (args: readonly string[], input = '') => execFileSync('git', ['-C', folder, ...args], { input });
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  git(['config', 'user.name', 'ann']);
  git(['config', 'user.email', 'ann@example.com']);
  git(['fast-import', '--quiet'], `${commands.join('\n')}\ndone\n`);
  git(['pack-refs', '--all']);
}

/** MLflow's registry as its documentation starts it, with the one worker that answers fastest. */
export interface MlflowServer extends AsyncDisposable {
  /** @param call below the API: `model-versions/create`. */
  post(call: string, body: object): Promise<unknown>;
  get(call: string, parameters: Readonly<Record<string, string>>): Promise<unknown>;
}

export async function startMlflow(program: string, folder: string, port: number): Promise<MlflowServer> {
  const url = `http://127.0.0.1:${port}`;
  const options = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const server = spawn(program, ['server', ...options, '--backend-store-uri', `sqlite:///${folder}/mlflow.db`], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
  });
  const stop = async () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
  };
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt += 1) {
    const isReady = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) {
      const api = `${url}/api/2.0/mlflow`;
      return {
        post: (call, body) => answerOf(`${api}/${call}`, body),
        get: (call, parameters) => answerOf(`${api}/${call}?${new URLSearchParams(parameters)}`),
        [Symbol.asyncDispose]: stop,
      };
    }
    await sleep(200);
  }
  await stop();
  throw new Error('The MLflow server did not start within a minute.');
}

async function answerOf(url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}

export interface MlflowVersion {
  readonly name: string;
  /** From 1 for each model. */
  readonly number: number;
  /** In milliseconds since 1970. */
  readonly created: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Through MLflow's own store, since ten thousand requests would take minutes. The server is started afterwards. */
export function fillMlflow(program: string, folder: string, versions: readonly MlflowVersion[]): void {
  const script = join(import.meta.dirname, 'fill-mlflow.py');
  const input = versions.map((version) => JSON.stringify(version)).join('\n');
  execFileSync(join(dirname(program), 'python'), [script, `${folder}/mlflow.db`], {
    input,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}
