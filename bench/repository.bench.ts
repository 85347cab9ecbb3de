/**
 * The Git store beside git's own plumbing, in repositories of 1,000 and of 50,000 versions: one durable commit that adds a
 * file, reading every manifest, and the history. `npx node bench/repository.bench.ts [rounds]` prints medians and ratios.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRepository } from '../adapters/git/git-repository.ts';
import { openGitRepository } from '../adapters/git/open-git-repository.ts';
import type { Oid } from '../core/domain/records.ts';
import { makeLargeRegistry } from './large-registry.ts';
import { format, inTurns, load, median, type Times } from './timing.ts';

const rounds = Number(process.argv[2] ?? 30);
const content = 'x'.repeat(1450);

for (const [models, versions] of [
  [20, 50],
  [1000, 50],
] as const) {
  const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));
  try {
    await makeLargeRegistry(folder, { models, versions });
    await git(folder, ['repack', '-a', '-d', '-q']);
    console.log(`\n${(models * versions).toLocaleString('en')} versions, bare, load ${load()}`);
    await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<void> {
  await using withGit = await openGitRepository({ path: folder });
  await using without = await openGitRepository({ path: folder, useGitProgram: false });
  const pathOf = (round: number) => `models/model-${round % 20}/versions/2.${round}.0.yaml`;
  for (const branch of ['ours', 'without', 'import', 'plumbing']) await git(folder, ['branch', branch, 'main']);
  const commits = await inTurns(rounds, {
    ours: (round) => commit(withGit, 'ours', pathOf(round)),
    'ours, without the git program': (round) => commit(without, 'without', pathOf(round)),
    'git fast-import': (round) => fastImport(folder, 'import', pathOf(round)),
    'git plumbing (hash-object … update-ref)': (round) => plumbing(folder, 'plumbing', pathOf(round)),
  });
  report('one commit that adds a file', commits);
  const reads = await inTurns(3, {
    ours: () => readAll(withGit),
    'git ls-tree | git cat-file --batch': () => catAll(folder),
  });
  report('read every file', reads);
  const histories = await inTurns(3, {
    ours: () => history(withGit),
    'git log --raw': () => git(folder, ['log', '--first-parent', '--raw', '-z', '--no-renames', '--no-abbrev', 'main']),
  });
  report('the whole history with its changes', histories);
}

function report(title: string, results: Readonly<Record<string, Times>>): void {
  console.log(title);
  const ours = median(results['ours'] as Times);
  for (const [name, times] of Object.entries(results)) {
    console.log(`  ${name.padEnd(42)} ${format(times).padEnd(28)} ${(median(times) / ours).toFixed(1)} x`);
  }
}

async function commit(repository: GitRepository, branch: string, path: string): Promise<void> {
  const expected = await repository.tip(branch);
  const edits = [{ path, bytes: Buffer.from(content) }];
  const author = { name: 'Ann', email: 'ann@example.com' };
  const at = new Date().toISOString();
  const outcome = await repository.commit({ branch, expected, edits, message: 'Register', author, at });
  if (outcome === 'stale') throw new Error('The branch moved.');
}

async function fastImport(folder: string, branch: string, path: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const header = `commit ${ref}\ncommitter Ann <ann@example.com> now\ndata 8\nRegister\nfrom ${ref}^0\n`;
  const commands = `${header}M 100644 inline ${path}\ndata ${content.length}\n${content}\ndone\n`;
  await git(folder, ['fast-import', '--quiet', '--date-format=now', '--done'], commands);
}

/** With an index of its own, as a script does it that must not touch anything else. */
async function plumbing(folder: string, branch: string, path: string): Promise<void> {
  const env = { GIT_INDEX_FILE: join(folder, 'bench-index') };
  const blob = await git(folder, ['hash-object', '-w', '--stdin'], content);
  await git(folder, ['read-tree', branch], '', env);
  await git(folder, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], '', env);
  const tree = await git(folder, ['write-tree'], '', env);
  const tip = await git(folder, ['rev-parse', branch]);
  const made = await git(folder, [
    '-c',
    'user.name=Ann',
    '-c',
    'user.email=a@b',
    'commit-tree',
    '-m',
    'Register',
    '-p',
    tip,
    tree,
  ]);
  await git(folder, ['update-ref', `refs/heads/${branch}`, made, tip]);
}

/** How many bytes there are. */
async function readAll(repository: GitRepository): Promise<number> {
  const snapshot = await repository.snapshot((await repository.tip('main')) as Oid);
  const files = await Array.fromAsync(snapshot.walk(''));
  const sizes = await Array.fromAsync(snapshot.readMany(files.map(({ oid }) => oid)), ({ bytes }) => bytes.length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function catAll(folder: string): Promise<number> {
  const listed = await git(folder, ['ls-tree', '-r', '--format=%(objectname)', 'main']);
  return (await git(folder, ['cat-file', '--batch'], `${listed}\n`)).length;
}

/** How many changes there are. */
async function history(repository: GitRepository): Promise<number> {
  const tip = (await repository.tip('main')) as Oid;
  const changes = await Array.fromAsync(repository.history(tip), (entry) => entry.changes.length);
  return changes.reduce((sum, count) => sum + count, 0);
}

/** Collects the answer as a program would that uses it. */
async function git(folder: string, args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn('git', ['-C', folder, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined).end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}`);
  return Buffer.concat(chunks).toString().trimEnd();
}
