import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModelFiles } from '../../adapters/files/read-model-files.ts';
import { formatPointer } from '../../adapters/lfs/pointer.ts';
import { openRegistry } from '../../adapters/open-registry.ts';
import { digestOf, hexOf } from '../../core/domain/digest.ts';

const iris = join(import.meta.dirname, '../../examples/iris');
let folder = '';
let digest: ReturnType<typeof digestOf>;
let csv: Buffer;

const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...args]);
const objectIn = (gitDir: string) =>
  join(gitDir, 'lfs/objects', hexOf(digest).slice(0, 2), hexOf(digest).slice(2, 4), hexOf(digest));

/** A registry whose pinned test data are a Git LFS pointer in the repository, with no git-lfs program in sight. */
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'mergeline-test-')), 'registry');
  csv = await readFile(join(iris, 'test.csv'));
  digest = digestOf(csv);
  git(iris, 'init', '--quiet', '--initial-branch=main', folder);
  await writeFile(
    join(folder, 'registry.yaml'),
    `apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: production
datasets:
  - name: holdout
    digest: "${digest}"
    task: classification
    target: species
    path: holdout.csv
`,
  );
  await writeFile(join(folder, 'holdout.csv'), formatPointer({ digest, size: csv.length }));
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'a registry');
  await using registry = await open(folder);
  await registry.models.register({ model: 'iris', files: await readModelFiles('baseline/model.joblib', iris) });
});

afterAll(() => rm(dirname(folder), { recursive: true }));

async function open(path: string) {
  const registry = await openRegistry(path, { cwd: path, env: {}, actor: 'ann', runsModel: true });
  return Object.assign(registry, { [Symbol.asyncDispose]: () => registry.close() });
}

async function evaluateIn(path: string) {
  await using registry = await open(path);
  return await registry.evidence.evaluate({ ref: 'iris@1.0.0', dryRun: true });
}

test('a pointer without its object says what brings it', async () => {
  await expect(evaluateIn(folder)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `holdout.csv is a Git LFS pointer, and its object ${digest} is neither here nor at a remote.`,
    hint: expect.stringContaining('git lfs push --object-id origin'),
  });
});

test('the object is read whether the work tree has the pointer or the bytes, and in a bare repository', async () => {
  const object = objectIn(join(folder, '.git'));
  await mkdir(dirname(object), { recursive: true });
  await writeFile(object, csv);
  const answer = await evaluateIn(folder);
  expect(answer.dataset).toEqual({ name: 'holdout', digest, rows: answer.rows });

  await writeFile(join(folder, 'holdout.csv'), csv);
  expect((await evaluateIn(folder)).metrics).toEqual(answer.metrics);

  const bare = `${folder}.git`;
  git(folder, 'clone', '--quiet', '--bare', folder, bare);
  await cp(join(folder, '.git/mergeline'), join(bare, 'mergeline'), { recursive: true });
  await cp(join(folder, '.git/lfs'), join(bare, 'lfs'), { recursive: true });
  git(bare, 'remote', 'remove', 'origin');
  expect((await evaluateIn(bare)).metrics).toEqual(answer.metrics);
});

test('an object that was damaged ends as an integrity failure', async () => {
  const object = objectIn(join(folder, '.git'));
  await mkdir(dirname(object), { recursive: true });
  await writeFile(object, csv.toString().replace('setosa', 'setoso'));
  await expect(evaluateIn(folder)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
});
