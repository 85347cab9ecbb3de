import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../../core/error-catalogue.ts';
import { type CommandScene, irisExamples } from './command-scene.ts';

/** A command that must be refused, in a registry where iris has 1.0.0, which holds staging, and 1.0.1. */
export interface Refusal {
  readonly title: string;
  readonly given?: (scene: CommandScene) => unknown;
  /** The words after `mergeline`; `MODEL` stands for a sound model file. */
  readonly words: string;
  readonly exit: number;
  readonly code: ErrorCode;
  /** Part of the message, its hint or its details. */
  readonly says: string;
}

const sound = join(irisExamples, 'baseline/model.joblib');
const pickle = readFileSync(join(irisExamples, 'improved/model.pkl'));

export function wordsOf({ words }: Refusal): readonly string[] {
  return words.split(' ').map((word) => (word === 'MODEL' ? sound : word));
}

const modelFiles: readonly Refusal[] = [
  unreadable('an empty model file', Buffer.alloc(0), 'is empty'),
  unreadable('a truncated model file', pickle.subarray(0, 700), 'ends where more should follow byte 700'),
  unreadable('a file of no recognised format', Buffer.from('just some words\n'), '--format other'),
  {
    title: 'a pickle that would run a command',
    given: ({ folder }) => writeFileSync(join(folder, 'model.pkl'), 'cposix\nsystem\n(S"true"\ntR.'),
    words: 'register iris model.pkl',
    exit: 2,
    code: 'MODEL_DENIED',
    says: 'posix.system',
  },
  {
    title: 'a link in the place of a model',
    given: ({ folder }) => symlinkSync(sound, join(folder, 'model.joblib')),
    words: 'register iris model.joblib',
    exit: 2,
    code: 'INPUT_INVALID',
    says: 'model.joblib is a link',
  },
  {
    title: 'a folder with a link in it',
    given: (scene) => {
      givenFolder(scene);
      symlinkSync('/etc/passwd', join(scene.folder, 'trained/labels.txt'));
    },
    words: 'register iris trained',
    exit: 2,
    code: 'INPUT_INVALID',
    says: 'labels.txt is a link',
  },
  {
    title: 'a folder with environment settings in it',
    given: (scene) => {
      givenFolder(scene);
      writeFileSync(join(scene.folder, 'trained/.env'), 'PASSWORD=hunter2\n');
    },
    words: 'register iris trained',
    exit: 2,
    code: 'CREDENTIAL_FOUND',
    says: '.env',
  },
  {
    title: 'a model file that is not there',
    words: 'register iris nowhere.pkl',
    exit: 2,
    code: 'INPUT_INVALID',
    says: 'nowhere.pkl',
  },
];

const names: readonly Refusal[] = (
  [
    ['a..b', 'only a-z'],
    ['x.lock', '.lock'],
    ['../iris', 'only a-z'],
    ['/etc/iris', 'model name'],
    ['Iris', 'upper-case'],
    ['iris\u0007', 'only a-z'],
    ['con', 'Windows'],
    ['versions', 'reserved'],
    ['iris/deep', 'iris is one'],
  ] as const
).map(([name, says]) => ({
  title: `the model name ${JSON.stringify(name)}`,
  words: `register ${name} MODEL`,
  exit: 2,
  code: 'NAME_INVALID',
  says,
}));

const requests: readonly Refusal[] = [
  refused(2, 'USAGE', 'a command that there is not', 'registr iris MODEL', 'register'),
  refused(2, 'USAGE', 'an option that there is not', 'register iris MODEL --verison 2.0.0', '--version'),
  refused(2, 'USAGE', 'an address that is no path', 'list --registry https://example.com/r', 'path'),
  refused(2, 'NAME_INVALID', 'a version that is none', 'register iris MODEL --version 01.1.0', 'MAJOR.MINOR.PATCH'),
  refused(2, 'CREDENTIAL_FOUND', 'a token in a tag', `register iris MODEL --tag t=ghp_${'0a'.repeat(18)}`, 'tags.t'),
  refused(
    2,
    'CREDENTIAL_FOUND',
    'a password in an address',
    'register iris MODEL --run-url https://ann:hunter2@example.com/run',
    'lineage.runUrl',
  ),
  refused(3, 'STAGE_HELD', 'to yank what holds a stage', 'yank iris@1.0.0 --reason broken', 'mergeline rollback iris'),
  refused(3, 'GATE_FAILED', 'a version that skips a stage', 'promote iris@1.0.1 --to production', 'never held staging'),
  refused(4, 'NOT_FOUND', 'a version that there is not', 'show iris@9.9.9', '1.0.1'),
  refused(4, 'NOT_FOUND', 'a model that there is not', 'list irsi', 'iris'),
  refused(4, 'NOT_FOUND', 'an unknown stage', 'promote iris@1.0.1 --to prodution', 'production'),
  refused(4, 'NOT_FOUND', 'to register for an unknown stage', 'register iris MODEL --stage live', 'staging'),
  refused(4, 'NOT_FOUND', 'a proposal that there is not', 'proposal merge 99', '99'),
  refused(
    5,
    'ALREADY_EXISTS',
    'other content as a version that is there',
    'register iris MODEL --version 1.0.1',
    '1.0.1',
  ),
  {
    title: 'an approval that is missing',
    given: ({ answer }) => answer('promote', 'iris@1.0.0', '--to', 'production'),
    words: 'proposal merge 2',
    exit: 3,
    code: 'APPROVAL_MISSING',
    says: '0 of 1 approvals',
  },
  {
    title: 'a proposal that another one has overtaken',
    given: async ({ answer }) => {
      await answer('promote', 'iris@1.0.1', '--to', 'staging');
      await answer('register', 'iris', sound, '--version', '2.0.0');
      await answer('promote', 'iris@2.0.0', '--to', 'staging');
      await answer('proposal', 'merge', '3');
    },
    words: 'proposal merge 2',
    exit: 5,
    code: 'CONFLICT',
    says: 'mergeline proposal refresh 2',
  },
];

const repositories: readonly Refusal[] = [
  {
    title: 'a folder that is in no repository',
    words: 'list --registry .',
    exit: 2,
    code: 'NOT_A_REGISTRY',
    says: 'mergeline init',
  },
  {
    title: 'a repository that is no registry',
    given: ({ git }) => git('rm', '--quiet', 'registry.yaml') + git('commit', '--quiet', '-m', 'Remove the policy'),
    words: 'register iris MODEL',
    exit: 2,
    code: 'NOT_A_REGISTRY',
    says: 'mergeline init',
  },
  {
    title: 'a shallow clone',
    given: ({ git, registry, folder }) =>
      git('clone', '--quiet', '--depth', '1', `file://${registry}`, join(folder, 'clone')),
    words: 'list --registry clone',
    exit: 2,
    code: 'REPOSITORY_UNSUPPORTED',
    says: 'git fetch --unshallow',
  },
  {
    title: 'the first write of a fresh clone',
    given: ({ git, registry, folder }) => git('clone', '--quiet', registry, join(folder, 'clone')),
    words: 'register iris MODEL --version 2.0.0 --registry clone',
    exit: 2,
    code: 'REMOTE_UNDECIDED',
    says: 'git config mergeline.remote none',
  },
  {
    title: 'to write to a remote that is not there',
    given: ({ git, registry, folder }) => {
      const clone = join(folder, 'clone');
      git('clone', '--quiet', registry, clone);
      git('-C', clone, 'config', 'mergeline.remote', 'origin');
      git('-C', clone, 'remote', 'set-url', 'origin', join(folder, 'moved.git'));
    },
    words: 'register iris MODEL --version 2.0.0 --registry clone',
    exit: 7,
    code: 'REMOTE_FAILED',
    says: 'moved.git',
  },
  {
    title: 'a server that does not answer',
    words: 'list --registry git+http://127.0.0.1:1/registry.git',
    exit: 7,
    code: 'REMOTE_FAILED',
    says: '127.0.0.1:1',
  },
  {
    title: 'to write while a person merges',
    given: ({ commit, git, tryGit }) => {
      git('switch', '--quiet', '--create', 'other');
      commit({ note: 'one\n' });
      git('switch', '--quiet', 'main');
      commit({ note: 'other\n' });
      tryGit('merge', 'other');
    },
    words: 'register iris MODEL --version 2.0.0',
    exit: 2,
    code: 'REPOSITORY_UNSUPPORTED',
    says: 'git merge --abort',
  },
  {
    title: 'to write while a git command holds the index',
    given: ({ registry }) => writeFileSync(join(registry, '.git/index.lock'), ''),
    words: 'register iris MODEL --version 2.0.0',
    exit: 5,
    code: 'BUSY',
    says: 'index.lock',
  },
  {
    title: 'a policy with faults, each at its line',
    given: ({ commit, read }) =>
      commit({ 'registry.yaml': read('registry.yaml').replace('    review: none\n', '    revew: none\n') }),
    words: 'promote iris@1.0.1 --to development',
    exit: 2,
    code: 'FILE_INVALID',
    says: '"file":"registry.yaml","line":13,"column":5',
  },
  {
    title: 'to store where a file is in the way',
    given: ({ registry }) => {
      rmSync(join(registry, '.git/mergeline/store'), { recursive: true });
      writeFileSync(join(registry, '.git/mergeline/store'), '');
    },
    words: 'register iris MODEL --version 2.0.0',
    exit: 1,
    code: 'STORAGE_FAILED',
    says: 'store',
  },
  {
    title: 'stored bytes that were damaged',
    given: ({ registry }) => {
      const blobs = join(registry, '.git/mergeline/store/blobs/sha256');
      for (const name of readdirSync(blobs))
        writeFileSync(join(blobs, name), Buffer.alloc(readFileSync(join(blobs, name)).length));
    },
    words: 'pull iris@1.0.0 --output pulled',
    exit: 6,
    code: 'DIGEST_MISMATCH',
    says: 'damaged',
  },
  {
    title: 'a Git object that was damaged',
    given: ({ git, registry }) => {
      const oid = git('rev-parse', 'main:models/iris/versions/1.0.0.yaml');
      const file = join(registry, '.git/objects', oid.slice(0, 2), oid.slice(2));
      rmSync(file);
      writeFileSync(file, 'nonsense');
    },
    words: 'show iris@1.0.0',
    exit: 6,
    code: 'REPOSITORY_CORRUPT',
    says: 'git fsck',
  },
];

export const refusals: readonly Refusal[] = [...modelFiles, ...names, ...requests, ...repositories];

function refused(exit: number, code: ErrorCode, title: string, words: string, says: string): Refusal {
  return { title, words, exit, code, says };
}

function unreadable(title: string, bytes: Uint8Array, says: string): Refusal {
  const given = ({ folder }: CommandScene) => writeFileSync(join(folder, 'model.pkl'), bytes);
  return { title, given, words: 'register iris model.pkl', exit: 2, code: 'MODEL_UNREADABLE', says };
}

function givenFolder({ folder }: CommandScene): void {
  mkdirSync(join(folder, 'trained'));
  copyFileSync(sound, join(folder, 'trained/model.joblib'));
}
