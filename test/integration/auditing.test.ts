import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditAnswer } from '../../core/audit/audit-answer.ts';
import type { FindingKind } from '../../core/audit/finding.ts';
import { CommandScene } from './support/command-scene.ts';
import { distinctModel } from './support/distinct-model.ts';

const prepared = new CommandScene(mkdtempSync(join(tmpdir(), 'mergeline-audited-')));
const pointer = 'models/iris/stages/production.yaml';
const manifest = 'models/iris/versions/1.0.0.yaml';

/** iris 1.0.0 went through staging and production and 1.0.1 holds both; 1.0.2 was yanked. Pat has merged with git alone. */
beforeAll(async () => {
  const { answer, folder } = prepared;
  process.env['FILTER_BRANCH_SQUELCH_WARNING'] = '1';
  await answer('init', 'registry');
  for (const at of [0, 1, 2]) {
    writeFileSync(join(folder, `model-${at}.onnx`), distinctModel(`model ${at}`));
    await answer('register', 'iris', `model-${at}.onnx`);
  }
  await answer('yank', 'iris@1.0.2', '--reason', 'leaks');
  await throughProposal('iris@1.0.0', 'staging', ({ id }) => answer('proposal', 'merge', id));
  await throughProposal('iris@1.0.0', 'production', ({ id }) => answer('proposal', 'merge', id));
  await throughProposal('iris@1.0.1', 'staging', mergeBranch);
  await throughProposal('iris@1.0.1', 'production', squashBranch);
}, 120_000);
afterAll(() => rmSync(prepared.folder, { recursive: true }));

interface Proposed {
  readonly id: string;
  readonly branch: string;
}

async function throughProposal(ref: string, stage: string, merge: (proposal: Proposed) => unknown): Promise<void> {
  const { proposal } = await prepared.answer('promote', ref, '--to', stage);
  await prepared.answer('proposal', 'approve', proposal.id, '--as', 'bob');
  await merge(proposal);
  await prepared.answer('publish');
}

function mergeBranch({ branch }: Proposed): void {
  prepared.git('merge', '--quiet', '--no-ff', '-m', 'Merge it', branch);
}

function squashBranch({ branch }: Proposed): void {
  prepared.git('merge', '--quiet', '--squash', branch);
  prepared.git('commit', '--quiet', '-m', 'Squash it');
}

async function audit(scene: CommandScene, ...words: readonly string[]): Promise<AuditAnswer & { code: number | null }> {
  const { code, stdout, stderr } = await scene.run(['audit', ...words, '--json']);
  if (stderr !== '') throw new Error(stderr);
  return { ...JSON.parse(stdout), code };
}

it('finds nothing where commands, merges by a person and a squash brought everything', async () => {
  const { findings, promotions, counts, code } = await audit(prepared);
  expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
  expect(code).toBe(0);
  expect(counts).toMatchObject({ versions: 3, pointers: 4, receipts: 4 });
  expect(promotions.map(({ stage, version, approvals }) => [stage, version, approvals[0]?.actor])).toEqual([
    ['production', '1.0.1', 'bob'],
    ['staging', '1.0.1', 'bob'],
    ['production', '1.0.0', 'bob'],
    ['staging', '1.0.0', 'bob'],
  ]);
});

/** Something that somebody does to a registry with git, and what an audit must call it. */
interface Forgery {
  readonly title: string;
  readonly forge: (scene: CommandScene) => unknown;
  readonly kinds: readonly FindingKind[];
  readonly code: number;
}

const forgeries: readonly Forgery[] = [
  {
    title: 'a manifest that was edited',
    forge: (scene) => scene.commit({ [manifest]: `${scene.read(manifest)}# better\n` }),
    kinds: ['manifest-rewritten'],
    code: 6,
  },
  {
    title: 'a history that was pushed over, with another manifest in it',
    forge: ({ git }) => {
      const edit = `if [ -f ${manifest} ]; then echo '# better' >> ${manifest}; fi`;
      git('-c', 'advice.graftFileDeprecated=false', 'filter-branch', '--force', '--tree-filter', edit, 'main');
      git('update-ref', '-d', 'refs/original/refs/heads/main');
      git('reflog', 'expire', '--expire=now', '--all');
      git('gc', '--quiet', '--prune=now');
    },
    kinds: ['record-off-history', 'manifest-differs', 'pointer-unjudged'],
    code: 6,
  },
  {
    title: 'a pointer that was made by hand',
    forge: (scene) =>
      scene.commit({
        [pointer]: scene
          .read(pointer)
          .replace('generation: 2', 'generation: 3')
          .replace('replaces: "1.0.0"', 'replaces: "1.0.1"'),
      }),
    kinds: ['pointer-unjudged'],
    code: 3,
  },
  {
    title: 'a pointer that was deleted',
    forge: ({ git }) => git('rm', '--quiet', pointer) + git('commit', '--quiet', '-m', 'Tidy up'),
    kinds: ['pointer-deleted'],
    code: 6,
  },
  {
    title: 'a promotion that git took back',
    forge: ({ git }) => git('revert', '--no-edit', 'HEAD'),
    kinds: ['generation-jump', 'pointer-unjudged'],
    code: 6,
  },
  {
    title: 'approvals that somebody typed',
    forge: ({ git }) => git('commit', '--quiet', '--allow-empty', '-m', 'promote iris\n\nApproved-by: bob'),
    kinds: ['typed-trailer'],
    code: 0,
  },
  {
    title: 'a chain of receipts that was broken',
    forge: (scene) =>
      onRecords(scene, ({ git }) => {
        const receipt = 'receipts/iris/production/1.yaml';
        git('-C', '../records', 'rm', '--quiet', receipt);
        const tree = git('-C', '../records', 'write-tree');
        git('-C', '../records', 'reset', '--quiet', '--hard', git('commit-tree', tree, '-m', 'all records'));
      }),
    kinds: ['receipt-chain-broken'],
    code: 6,
  },
  {
    title: 'a record that was edited',
    forge: (scene) =>
      onRecords(scene, ({ git, folder }) => {
        const path = join(folder, 'records/judged/iris/production/2.yaml');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"bob"', '"eve"'));
        git('-C', '../records', 'commit', '--quiet', '--all', '-m', 'Mend');
      }),
    kinds: ['record-rewritten'],
    code: 6,
  },
  {
    title: 'reviews that were deleted',
    forge: (scene) =>
      onRecords(scene, ({ git }) => {
        git('-C', '../records', 'rm', '--quiet', '-r', 'proposals/2/reviews');
        git('-C', '../records', 'commit', '--quiet', '-m', 'Tidy up');
      }),
    kinds: ['record-rewritten', 'approval-missing'],
    code: 6,
  },
  {
    title: 'a version that was taken back into use',
    forge: ({ git }) =>
      git('rm', '--quiet', 'models/iris/status/1.0.2.yaml') + git('commit', '--quiet', '-m', 'Use it'),
    kinds: ['yank-undone'],
    code: 3,
  },
  {
    title: 'a commit of another time',
    forge: ({ git }) => {
      const [tree, parent] = [git('rev-parse', 'HEAD^{tree}'), git('rev-parse', 'HEAD')];
      const dated = git('commit-tree', tree, '-p', parent, '-m', 'Old');
      const text = git('cat-file', 'commit', dated).replace(/^(committer .*>) \d+/m, '$1 1700000000');
      return git('reset', '--quiet', '--hard', hashOf(git, text));
    },
    kinds: ['commit-redated'],
    code: 3,
  },
  {
    title: 'a policy that was weakened, used and put back',
    forge: async (scene) => {
      const policy = scene.read('registry.yaml');
      scene.commit({ 'registry.yaml': policy.replace(/ +- gate: approvals\n +count: 1\n/, '') });
      const { proposal } = await scene.answer('rollback', 'iris', '--stage', 'production', '--reason', 'mine');
      await scene.answer('proposal', 'merge', proposal.id);
      scene.commit({ 'registry.yaml': policy });
    },
    kinds: ['policy-weakened', 'rules-changed-meanwhile'],
    code: 3,
  },
];

function hashOf(git: CommandScene['git'], text: string): string {
  const [folder, file] = [mkdtempSync(join(tmpdir(), 'mergeline-commit-')), 'commit'];
  writeFileSync(join(folder, file), `${text}\n`);
  const oid = git('hash-object', '-t', 'commit', '-w', join(folder, file));
  rmSync(folder, { recursive: true });
  return oid;
}

/** Beside the registry's own work tree, as somebody who may push records. */
function onRecords(scene: CommandScene, change: (scene: CommandScene) => unknown): void {
  scene.git('worktree', 'add', '--quiet', '../records', 'mergeline-records');
  change(scene);
  scene.git('worktree', 'remove', '--force', '../records');
}

describe('a forged history is found, each forgery by its name:', () => {
  it.each(forgeries)('$title', async ({ forge, kinds, code }) => {
    const scene = await prepared.copy();
    await forge(scene);
    const answer = await audit(scene);
    expect(answer.findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]));
    expect(answer.code).toBe(code);
    for (const { what, hint } of answer.findings)
      expect([what, hint]).toEqual([expect.stringMatching(/\.$/), expect.any(String)]);
  });

  it('a deleted evaluation', async () => {
    const scene = await prepared.copy();
    const path = 'models/iris/evaluations/1.0.0/test-1.yaml';
    scene.commit({ [path]: 'not even readable: [' });
    scene.git('rm', '--quiet', path);
    scene.git('commit', '--quiet', '-m', 'Tidy up');
    const { findings, code } = await audit(scene, 'iris');
    expect(findings).toMatchObject([{ kind: 'evaluation-rewritten', who: 'Pat', version: '1.0.0' }]);
    expect(code).toBe(6);
  });
});

it('refuses a part of history, with the command that fetches the rest', async () => {
  const { git, registry, folder } = prepared;
  git('clone', '--quiet', '--depth', '1', `file://${registry}`, join(folder, 'shallow'));
  const { code, stderr } = await prepared.run(['audit', '--registry', 'shallow']);
  expect(code).toBe(2);
  expect(stderr).toContain('git fetch --unshallow');
});

it('audits a registry with malformed files, and one from a fresh clone', async () => {
  const scene = await prepared.copy();
  scene.commit({ 'registry.yaml': 'stages: [', 'models/iris/model.yaml': 'owners: 7' });
  scene.commit({ [manifest]: `${scene.read(manifest)}# better\n` });
  const { findings } = await audit(scene);
  expect(findings.map(({ kind }) => kind)).toContain('manifest-rewritten');
  scene.git('clone', '--quiet', scene.registry, join(scene.folder, 'clone'));
  const cloned = await audit(scene, '--registry', 'clone');
  expect(cloned.findings).toEqual(findings);
});
