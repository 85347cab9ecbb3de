import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireTool } from '../support/require-tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { irisExamples, launcher } from './support/command-scene.ts';

/** What differs between two machines, or two shells on one. */
interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly umask?: string;
  /** A program and its options that start the command. */
  readonly through?: readonly string[];
  readonly nodeOptions?: readonly string[];
  readonly cwd?: string;
}

const taskset = requireTool('taskset');
const faketime = requireTool('faketime');
const registerAt = join(import.meta.dirname, 'support/register-at.ts');

const surroundings: Readonly<Record<string, Surroundings>> = {
  'a strict umask': { umask: '077' },
  'a lax umask': { umask: '000' },
  'the first time zone': { env: { TZ: 'Pacific/Kiritimati' } },
  'the last time zone': { env: { TZ: 'Pacific/Pago_Pago' } },
  'a Turkish locale': { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
  'a German locale': { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } },
  'no optimising compiler': { nodeOptions: ['--no-opt', '--single-threaded-gc'] },
  'little memory': { env: { NODE_OPTIONS: '--max-old-space-size=256 --max-semi-space-size=1' } },
  'another working directory': { cwd: '/' },
  ...(taskset.available && { 'one processor': { through: ['taskset', '-c', '0'] } }),
};

function run(words: readonly string[], home: string, where: Surroundings = {}): string {
  const { env = {}, umask = '022', through = [], nodeOptions = [], cwd = home } = where;
  const command = [...through, process.execPath, ...nodeOptions, ...words];
  return execFileSync('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...command], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', MERGELINE_ACTOR: 'ann', ...env },
  });
}

/** A new registry in a home of its own. */
async function makeRegistry(where?: Surroundings) {
  const home = await temporaryFolder();
  const registry = join(home, 'registry');
  const mergeline = (words: string, there?: Surroundings) =>
    JSON.parse(run([launcher, ...words.split(' '), '--json', '--registry', registry], home, there));
  mkdirSync(registry);
  run([launcher, 'init', registry], home, where);
  return { home, registry, mergeline };
}

/** Name and digest of every file that a registration makes: the manifest, and each blob of the store. */
function bytesOf(registry: string): Readonly<Record<string, string>> {
  const manifest = 'models/iris/versions/1.0.0.yaml';
  const blobs = '.git/mergeline/store/blobs/sha256';
  const paths = [manifest, ...readdirSync(join(registry, blobs)).map((name) => `${blobs}/${name}`)].sort();
  return Object.fromEntries(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(registry, path)))
        .digest('hex'),
    ]),
  );
}

async function registeredBytes(where?: Surroundings): Promise<Readonly<Record<string, string>>> {
  const { home, registry } = await makeRegistry(where);
  run([registerAt, registry, '2026-11-25T10:00:00Z'], home, where);
  return bytesOf(registry);
}

describe('the same model, registered at the same moment', () => {
  it('gives the same manifest, ONNX file, layers and image manifests in any surroundings', async () => {
    const expected = await registeredBytes();
    // The manifest, three layers, the config and the manifest of each of two images.
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(8);
    for (const [name, where] of Object.entries(surroundings))
      expect({ name, bytes: await registeredBytes(where) }).toEqual({ name, bytes: expected });
  });
});

describe('a proposal made on one machine and merged on another', () => {
  const here: Surroundings = { umask: '077', env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' } };
  const there: Surroundings = {
    umask: '000',
    cwd: '/',
    nodeOptions: ['--no-opt'],
    env: { TZ: 'America/St_Johns', LC_ALL: 'C', NODE_OPTIONS: '--max-old-space-size=256', MERGELINE_ACTOR: 'bob' },
  };

  it('publishes the digest that the proposal named', async () => {
    const { registry, mergeline } = await makeRegistry(here);

    const { digest } = shipped(mergeline, here, there);

    expect(publishedBlob(registry, digest)).toBe(digest);
  });

  it('publishes the digest that the proposal named, when the clocks are years apart', async (context) => {
    context.skip(!faketime.available, faketime.reason);
    const at = (where: Surroundings, date: string) => ({ ...where, through: ['faketime', date] });
    const { registry, mergeline } = await makeRegistry(here);

    const { digest, created } = shipped(mergeline, at(here, '2031-02-28 23:59:59'), at(there, '2029-12-31 12:00:00'));

    expect(publishedBlob(registry, digest)).toBe(digest);
    expect(created).toMatch(/^2031-/);
  });

  /** Registered and proposed here, merged there. */
  function shipped(
    mergeline: Awaited<ReturnType<typeof makeRegistry>>['mergeline'],
    proposing: Surroundings,
    merging: Surroundings,
  ): { digest: string; created: string } {
    mergeline(`register iris ${join(irisExamples, 'improved/model.pkl')}`, proposing);
    const { proposal, image } = mergeline('promote iris@1.0.0 --to staging', proposing);
    const { published } = mergeline(`proposal merge ${proposal.id}`, merging);
    expect(published).toMatchObject({ state: 'published', digest: image.digest });
    return { digest: image.digest, created: mergeline('show iris@1.0.0', merging).manifest.created };
  }
});

/** What the bytes say that lie where the digest is looked up. */
function publishedBlob(registry: string, digest: string): string {
  const blob = readFileSync(join(registry, '.git/mergeline/store/blobs/sha256', digest.slice('sha256:'.length)));
  return `sha256:${createHash('sha256').update(blob).digest('hex')}`;
}
