import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { faultOfArtifactPath } from '../../core/domain/artifact-path.ts';
import { credentialInPath } from '../../core/domain/credential.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';
import type { ModelFile } from '../../core/ports/model-toolchain.ts';

/** Windows has no such flag. */
const noFollow = constants.O_NOFOLLOW ?? 0;
const ignoreFile = '.mergelineignore';

/** What lies beside models and is none; a line with `!` in `.mergelineignore` takes it all the same. */
const neverMeant = [
  '.git',
  '.hg',
  '.svn',
  '.DS_Store',
  'Thumbs.db',
  '__pycache__/',
  '*.pyc',
  '.ipynb_checkpoints/',
  '.cache/',
  '.mypy_cache/',
  '.pytest_cache/',
  '.ruff_cache/',
  '.venv/',
  'venv/',
  'node_modules/',
  'checkpoint-*/',
  'checkpoints/',
  'lightning_logs/',
  ignoreFile,
];

/**
 * The files of a model: one file, or every file of a folder that `.mergelineignore` (in the form of `.gitignore`) and the
 * usual caches and checkpoints leave, in path order.
 * @param path as a person types it, relative to `cwd`.
 * @throws MergelineError `INPUT_INVALID` for a path that is not there, a folder without files, links, devices and names
 * that artifacts cannot have; `CREDENTIAL_FOUND` for files that look like credentials. Every fault is listed.
 */
export async function readModelFiles(path: string, cwd: string): Promise<readonly ModelFile[]> {
  const root = resolve(cwd, path);
  const found = await lstat(root).catch((cause: unknown) => {
    throw new MergelineError('INPUT_INVALID', `${path} cannot be read: there is no such file or folder.`, { cause });
  });
  if (found.isDirectory()) return await readFolder(root, path);
  const name = basename(root);
  refuse(faultsOf({ path: name, kind: kindOf(found) }), path);
  return [modelFile(root, name, found.size)];
}

interface Find {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'other';
}

interface Kinds {
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kinds): Find['kind'] {
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? 'file' : 'other';
}

async function readFolder(root: string, path: string): Promise<readonly ModelFile[]> {
  const rules = ignore()
    .add(neverMeant)
    .add(await readIgnoreFile(root));
  const finds = await Array.fromAsync(walk(root, '', rules));
  refuse(finds.flatMap(faultsOf), path);
  if (finds.length === 0) {
    throw new MergelineError('INPUT_INVALID', `${path} has no files to register.`, {
      hint: `Caches, checkpoints and what ${ignoreFile} names are left out; a line such as !checkpoints/ in it takes them.`,
    });
  }
  finds.sort((a, b) => (a.path < b.path ? -1 : 1));
  return await Promise.all(
    finds.map(async (find) => {
      const place = join(root, find.path);
      return modelFile(place, find.path, (await lstat(place)).size);
    }),
  );
}

async function readIgnoreFile(root: string): Promise<string> {
  return await readFile(join(root, ignoreFile), 'utf8').catch(() => '');
}

async function* walk(root: string, folder: string, rules: Ignore): AsyncGenerator<Find> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!rules.ignores(`${path}/`)) yield* walk(root, path, rules);
    } else if (!rules.ignores(path)) {
      yield { path, kind: kindOf(entry) };
    }
  }
}

function faultsOf({ path, kind }: Find): readonly (Fault & { readonly credential?: true })[] {
  const looksLike = credentialInPath(path);
  if (looksLike !== undefined) return [{ file: path, message: `looks like ${looksLike}`, credential: true }];
  if (kind === 'link') return [{ file: path, message: 'is a link' }];
  if (kind === 'other') return [{ file: path, message: 'is not an ordinary file' }];
  const fault = faultOfArtifactPath(path);
  return fault === undefined ? [] : [{ file: path, message: `cannot be the name of a model file: ${fault}` }];
}

function refuse(faults: readonly (Fault & { readonly credential?: true })[], path: string): void {
  const [first] = faults;
  if (first === undefined) return;
  const details = faults.map(({ file, message }) => ({ file, message }));
  if (faults.some(({ credential }) => credential)) {
    const named = faults.find(({ credential }) => credential) ?? first;
    throw new MergelineError('CREDENTIAL_FOUND', `${named.file} ${named.message}.`, {
      details,
      hint: `Name it in ${ignoreFile}, or move it out of ${path}.`,
    });
  }
  throw new MergelineError('INPUT_INVALID', `${first.file} ${first.message}.`, {
    details,
    hint: `Register the files themselves: give the path that a link points to, or name what is not part of the model in ${ignoreFile}.`,
  });
}

function modelFile(place: string, path: string, size: number): ModelFile {
  return {
    path,
    size,
    read: async () => {
      await using handle = await openFile(place, path);
      return await handle.readFile();
    },
    async *open() {
      await using handle = await openFile(place, path);
      yield* handle.createReadStream({ autoClose: false });
    },
  };
}

/** The file may have become a link since it was looked at. */
async function openFile(place: string, path: string): Promise<FileHandle> {
  try {
    return await open(place, constants.O_RDONLY | noFollow);
  } catch (cause) {
    throw new MergelineError('INPUT_INVALID', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
