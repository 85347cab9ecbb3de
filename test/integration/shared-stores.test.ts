import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CommandScene, irisExamples } from './support/command-scene.ts';

const prepared = new CommandScene(mkdtempSync(join(tmpdir(), 'mergeline-shared-')));
const model = join(irisExamples, 'baseline/model.joblib');
const policy = (more: string) => `apiVersion: mergeline.dev/v1
kind: Registry
stages: [{ name: development }]
changes: { erasure: { gates: [] }${more} }
`;

beforeAll(async () => {
  await prepared.answer('init', 'registry');
  prepared.commit({ 'registry.yaml': policy('') });
});
afterAll(() => rmSync(prepared.folder, { recursive: true }));

async function erase(scene: CommandScene, ref: string, ...more: readonly string[]) {
  const { proposal } = await scene.answer('erase', ref, '--reason', 'A person withdrew their consent.', ...more);
  return await scene.answer('proposal', 'merge', proposal.id, ...more);
}

it('an erasure leaves bytes that an open proposal of another registry in the repository brings', async () => {
  const scene = await prepared.copy();
  cpSync(join(scene.registry, '.git'), join(scene.folder, 'both/.git'), { recursive: true });
  const both = new CommandScene(scene.folder);
  Object.assign(both, { registry: join(scene.folder, 'both') });
  both.git('rm', '--quiet', '--cached', '-r', '.');
  const gated = policy(', registration: { gates: [{ gate: approvals, count: 1 }] }');
  both.commit({ 'ours/registry.yaml': policy(''), 'theirs/registry.yaml': gated });
  const [ours, theirs] = ['ours', 'theirs'].map((it) => ['--registry', join(both.registry, it)]);
  await both.answer('register', 'iris', model, ...(ours ?? []));
  const { proposal } = await both.answer('register', 'rose', model, ...(theirs ?? []));

  const { erasure } = await erase(both, 'iris@1.0.0', ...(ours ?? []));

  expect(erasure.kept).toContainEqual(
    expect.objectContaining({ store: 'local', why: `theirs: proposal ${proposal.id}` }),
  );
  await both.answer('proposal', 'approve', proposal.id, '--as', 'bob', ...(theirs ?? []));
  await both.answer('proposal', 'merge', proposal.id, ...(theirs ?? []));
  await both.answer('pull', 'rose@1.0.0', '--output', join(both.folder, 'pulled'), ...(theirs ?? []));
});

it('a clone that does not say whose registry it is deletes nothing: its remote may have versions that it has not seen', async () => {
  const scene = await prepared.copy();
  const layout = join(scene.folder, 'layout');
  scene.commit({ 'registry.yaml': `${policy('')}stores: [{ name: shared, type: oci-layout, path: ${layout} }]\n` });
  await scene.answer('register', 'iris', model);
  await erase(scene, 'iris@1.0.0');
  const clone = join(scene.folder, 'clone');
  scene.git('clone', '--quiet', scene.registry, clone);
  scene.git('-C', clone, 'fetch', '--quiet', 'origin', 'mergeline-records');
  await scene.answer('register', 'iris', model);

  const { code, stderr } = await scene.run(['gc', '--json', '--registry', clone]);

  expect({ code, ...JSON.parse(stderr).error }).toMatchObject({ code: 'REMOTE_UNDECIDED' });
  await scene.answer('pull', 'iris@1.0.1', '--output', join(scene.folder, 'pulled'));
  scene.git('-C', clone, 'config', 'mergeline.remote', 'origin');
  expect(await scene.answer('gc', '--registry', clone)).toMatchObject({ removed: [], failed: [] });
});
