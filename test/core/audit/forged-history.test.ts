import { describe, expect, it } from 'vitest';
import { propose } from '../support/scenes.ts';
import { AuditedScene, manifest, production, records } from './audited-scene.ts';

const scene = new AuditedScene();
const { audit, edit, found } = scene;

describe('messages, times and statuses', () => {
  it('name approvals that somebody typed into a message', async () => {
    const message = 'promote\n\nApproved-by: bob\napproved-BY:  cid ';
    await scene.registry.editOn('main', { 'notes.md': 'x' }, { as: 'eve', message });
    expect(await found('typed-trailer')).toMatchObject([
      { severity: 'notice', who: 'eve', what: expect.stringContaining('bob, cid') },
    ]);
  });

  it('name commits that were given another time', async () => {
    await scene.registry.editOn('main', { 'a.md': 'x' }, { as: 'eve', at: '2025-01-01T00:00:00Z' });
    await scene.registry.editOn('main', { 'b.md': 'x' }, { as: 'eve', at: '2099-01-01T00:00:00Z' });
    expect((await found('commit-redated')).map(({ what }) => what)).toEqual([
      expect.stringContaining('yet to come'),
      expect.stringContaining('2025-01-01'),
    ]);
  });

  it.each<[string, string | null]>([
    ['made active', 'active'],
    ['deleted', null],
  ])('name a version that was yanked and whose status was %s by hand', async (_, state) => {
    const path = 'models/iris/status/1.0.1.yaml';
    await scene.registry.as('ann').models.yank('iris@1.0.1', { reason: 'leaks' });
    const yanked = (await scene.registry.read(path)) ?? '';
    await scene.registry.edit({ [path]: state && yanked.replace(/state: "?yanked"?/, `state: ${state}`) }, 'eve');
    expect(await found('yank-undone')).toMatchObject([{ who: 'eve', version: '1.0.1', severity: 'policy' }]);
    expect((await scene.registry.as('aud').health.validate()).faults).toMatchObject([
      { file: path, path: 'state', message: expect.stringContaining('leaks') },
    ]);
  });
});

describe('a period and a subject', () => {
  it('hide nothing behind a commit that says it is of another time', async () => {
    await edit(manifest, (it) => `${it}# other\n`);
    await scene.registry.editOn('main', { 'a.md': 'x' }, { as: 'eve', at: '2020-01-01T00:00:00Z' });
    const { findings } = await audit({ from: '2026-01-01' });
    expect(findings.map(({ kind }) => kind)).toEqual(['manifest-rewritten', 'commit-redated']);
  });

  it('leave out what is none of theirs', async () => {
    await edit(manifest, (it) => `${it}# other\n`);
    const after = await scene.registry.tip();
    await scene.registry
      .as('ann')
      .models.register({ model: 'rose', files: [] })
      .catch(() => undefined);
    await scene.registry.editOn('main', { 'a.md': 'x' }, { message: 'x\n\nApproved-by: bob' });
    expect((await audit({ from: after })).findings.map(({ kind }) => kind)).toEqual(['typed-trailer']);
    expect((await audit({ to: after })).findings.map(({ kind }) => kind)).toEqual(['manifest-rewritten']);
    expect((await audit({ to: after })).promotions.map(({ stage }) => stage)).toEqual(['production', 'staging']);
    const { findings } = await scene.registry.as('aud').evidence.audit({ model: 'iris', stage: 'prod' });
    expect(findings.map(({ kind }) => kind)).toEqual(['manifest-rewritten', 'typed-trailer']);
  });

  it('are refused where there never was such a thing', async () => {
    await expect(scene.registry.as('aud').evidence.audit({ model: 'irsi' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(scene.registry.as('aud').evidence.audit({ model: 'iris', stage: 'prodd' })).rejects.toMatchObject({
      hint: expect.stringContaining('prod'),
    });
    await expect(audit({ from: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(audit({ to: await scene.registry.tip(records) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('tells the holds and waivers in force, and those that are over', async () => {
  await scene.registry
    .as('ann')
    .stages.hold({ model: 'iris', stage: 'production', reason: 'sale', until: '2026-03-05' });
  expect(await found('hold-in-force')).toMatchObject([{ who: 'ann', stage: production, severity: 'notice' }]);
  scene.registry.clock.advance(10 * 86_400);
  expect(await found('hold-expired')).toHaveLength(1);
  expect((await audit()).holds).toMatchObject([{ by: 'ann', inForce: false }]);
});

it('tells a glass that was broken and not approved since', async () => {
  await edit('registry.yaml', (it) => `${it}    breakGlass: [guy]\n`);
  const id = await propose(scene.registry, 'iris@1.0.1', 'staging');
  await scene.registry.as('bob').proposals.merge(id);
  const burning = await propose(scene.registry, 'iris@1.0.1');
  await scene.registry.as('guy').proposals.merge(burning, { breakGlass: true, reason: 'it burns' });
  expect(await found('break-glass-unapproved')).toMatchObject([{ who: 'guy', severity: 'policy' }]);
  expect(await found('approval-missing')).toEqual([]);
  await scene.registry.as('bob').proposals.approve(burning);
  expect(await found('break-glass')).toMatchObject([{ what: expect.stringContaining('bob'), severity: 'notice' }]);
});
