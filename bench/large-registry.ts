/**
 * A registry of any size in seconds, out of manifests that the codec wrote and `git fast-import`, one commit a version.
 * `npx node bench/large-registry.ts <folder> <models> <versions of each>` makes one to look at.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { initRegistry } from '../adapters/init-registry.ts';
import type { Model } from '../core/domain/records.ts';
import { encode } from '../registry-schema/codec.ts';
import { sampleManifest } from './sample-manifest.ts';

export interface LargeRegistry {
  readonly models: number;
  /** Of each model: 1.0.0, 1.0.1 and so on. */
  readonly versions: number;
  /** In one commit, 1 when absent. A folder of ten thousand files is written anew by each. */
  readonly versionsPerCommit?: number;
}

/** Makes a bare repository in a new folder, with `model-0`, `model-1` and so on. */
export async function makeLargeRegistry(folder: string, size: LargeRegistry): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  await initRegistry(folder, { actor: 'ann', cwd: folder, env: {}, clock: { now: () => '2026-01-01T00:00:00Z' } });
  await fastImport(folder, commitsOf(size));
}

/** @param commands as https://git-scm.com/docs/git-fast-import#_commands says. */
export async function fastImport(folder: string, commands: Iterable<Buffer>): Promise<void> {
  await run('git', ['-C', folder, 'fast-import', '--quiet', '--date-format=raw'], commands);
}

/** Stream of commands. */
function* commitsOf({ models, versions, versionsPerCommit = 1 }: LargeRegistry): Generator<Buffer> {
  const started = Date.parse('2026-01-01T00:00:00Z') / 1000;
  let commits = 0;
  for (let model = 0; model < models; model += 1) {
    const name = `model-${model}`;
    for (let at = 0; at < versions; at += versionsPerCommit) {
      yield* commit(started + commits, `register ${name}@1.0.${at}`, commits === 0);
      commits += 1;
      if (at === 0) yield* fileCommand(`models/${name}/model.yaml`, encode('Model', modelNamed(name)));
      for (let version = at; version < Math.min(at + versionsPerCommit, versions); version += 1) {
        const manifest = sampleManifest(name, `1.0.${version}`);
        yield* fileCommand(`models/${name}/versions/1.0.${version}.yaml`, encode('ModelVersion', manifest));
      }
    }
  }
  yield Buffer.from('done\n');
}

function* commit(seconds: number, message: string, isFirst: boolean): Generator<Buffer> {
  const from = isFirst ? 'from refs/heads/main^0\n' : '';
  yield Buffer.from(
    `commit refs/heads/main\ncommitter ann <ann@mergeline.invalid> ${seconds} +0000\ndata ${message.length}\n${message}\n${from}`,
  );
}

/** Puts a file into the commit that was begun. */
export function* fileCommand(path: string, bytes: Uint8Array): Generator<Buffer> {
  yield Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`);
  yield Buffer.from(bytes);
  yield Buffer.from('\n');
}

function modelNamed(name: string): Model {
  return { name, owners: ['ann'], tags: {}, links: [] } as unknown as Model;
}

async function run(program: string, args: readonly string[], input: Iterable<Buffer> = []): Promise<void> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const closed = once(child, 'close');
  await pipeline(Readable.from(input), child.stdin);
  const [code] = await closed;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`);
}

if (process.argv[1] === import.meta.filename) {
  const [folder = '', models = '1', versions = '1000'] = process.argv.slice(2);
  await makeLargeRegistry(folder, { models: Number(models), versions: Number(versions) });
}
