import { describe, expect, test } from 'vitest';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { unreviewed } from './support/policies.ts';

const path = 'models/iris/model.yaml';

async function withIris(rest = '', owners: readonly string[] = ['olga', 'ann']): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(unreviewed('', rest));
  await registry.as('ann').models.create({ model: 'iris', owners, riskTier: 'low' });
  return registry;
}

describe('editing a model', () => {
  test('is a direct commit where nothing of the policy changes, and keeps comments', async () => {
    const registry = await withIris();
    await registry.edit({ [path]: `# Ours.\n${await registry.read(path)}` });
    const answer = await registry
      .as('ann')
      .models.edit({ model: 'iris', limits: 'Only three species.', tags: { a: 'b' } });
    expect(answer).toMatchObject({
      changes: [
        { field: 'limits', before: null, after: 'Only three species.' },
        { field: 'tags', before: {}, after: { a: 'b' } },
      ],
      policy: false,
      commit: await registry.tip(),
      changed: true,
    });
    expect(await registry.read(path)).toMatch(/^# Ours\.\n[\s\S]*limits: "Only three species\."\n/);
    const [event] = (await registry.as('ann').models.history({ model: 'iris' })).events;
    expect(event).toMatchObject({ kind: 'model-edited', model: 'iris', actor: 'ann' });
  });

  test('says so where nothing would change', async () => {
    const registry = await withIris();
    const tip = await registry.tip();
    for (const edits of [{}, { riskTier: 'low' }, { owners: ['ann'] }])
      expect(await registry.as('ann').models.edit({ model: 'iris', ...edits })).toMatchObject({
        changes: [],
        changed: false,
        commit: null,
      });
    expect(await registry.tip()).toBe(tip);
  });

  test.each([
    [{ owners: ['ben'] }],
    [{ removeOwners: ['ann'] }],
    [{ riskTier: 'none' }],
    [{ nextReview: '2027-03-31' }],
    [{ unset: ['riskTier'] }],
    [{ limits: 'x', nextReview: '2027-03-31' }],
  ])('proposes %j, and an owner of the registry branch decides', async (edits) => {
    const registry = await withIris();
    const before = await registry.read(path);
    const { proposal, policy, commit, verdicts } = await registry.as('ann').models.edit({ model: 'iris', ...edits });
    expect({ policy, commit }).toEqual({ policy: true, commit: null });
    expect(verdicts.at(-1)).toMatchObject({ gate: 'approvals', verdict: 'pending' });
    const id = proposal?.id ?? '';
    expect((await registry.as('ann').proposals.show(id)).proposal).toMatchObject({ kind: 'policy', model: 'iris' });
    expect(await registry.read(path)).toBe(before);

    await registry.as('olga').proposals.approve(id);
    await registry.as('olga').proposals.merge(id);
    expect(
      await registry
        .as('ann')
        .models.edit({ model: 'iris', ...edits })
        .catch(() => 'gone'),
    ).toSatisfy((again) => again === 'gone' || again.changes.length === 0);
  });

  test('counts no approval of an owner whom the edit itself brings in', async () => {
    const registry = await withIris('', ['olga']);
    const { proposal } = await registry.as('ann').models.edit({ model: 'iris', owners: ['eve'] });
    const id = proposal?.id ?? '';
    expect(await registry.as('eve').proposals.approve(id)).toMatchObject({ counts: false });
    await expect(registry.as('eve').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    expect(await registry.read(path)).not.toContain('eve');
  });

  test('does not let whoever asks approve it, though they are an owner', async () => {
    const registry = await withIris();
    const { proposal } = await registry.as('ann').models.edit({ model: 'iris', removeOwners: ['olga'] });
    expect(await registry.as('ann').proposals.approve(proposal?.id ?? '')).toMatchObject({ counts: false });
  });

  test('asks the owners of the registry for a model that has none, and says how where there is nobody', async () => {
    const owned = await withIris('owners:\n  - models: "*"\n    owners: [olga]\n', []);
    const { proposal } = await owned.as('ann').models.edit({ model: 'iris', owners: ['ann'] });
    expect(await owned.as('olga').proposals.approve(proposal?.id ?? '')).toMatchObject({ counts: true });

    const nobody = await withIris('', []);
    const { verdicts } = await nobody.as('ann').models.edit({ model: 'iris', owners: ['ann'] });
    expect(verdicts.at(-1)).toMatchObject({
      gate: 'approvals',
      verdict: 'pending',
      reason: expect.stringContaining('nobody is left among owners'),
    });
  });

  test('is a direct commit where the policy asks nobody about it', async () => {
    const registry = await withIris('changes:\n  policy: {}\n');
    const answer = await registry.as('ann').models.edit({ model: 'iris', owners: ['ben'] });
    expect(answer).toMatchObject({ policy: true, commit: await registry.tip() });
  });

  test('answers the same edit again with the proposal that is open, and another one with its own', async () => {
    const registry = await withIris();
    const { models } = registry.as('ann');
    const one = await models.edit({ model: 'iris', riskTier: 'high' });
    expect(await models.edit({ model: 'iris', riskTier: 'high' })).toMatchObject({
      changed: false,
      proposal: one.proposal,
    });
    const other = await models.edit({ model: 'iris', nextReview: '2027-03-31' });
    expect(other.proposal?.id).not.toBe(one.proposal?.id);
  });

  test.each([
    [{ model: 'rose' }, 'NOT_FOUND'],
    [{ model: 'iris', owners: ['аnn'] }, 'INPUT_INVALID'],
    [{ model: 'iris', nextReview: '2027-02-29' }, 'INPUT_INVALID'],
    [{ model: 'iris', links: [{ title: 'x', url: 'file:///etc/passwd' }] }, 'INPUT_INVALID'],
    [{ model: 'iris', tags: { password: 'hunter2hunter2' } }, 'CREDENTIAL_FOUND'],
  ])('refuses %j and writes nothing', async (request, code) => {
    const registry = await withIris();
    const tip = await registry.tip();
    await expect(registry.as('ann').models.edit(request)).rejects.toMatchObject({ code });
    expect(await registry.tip()).toBe(tip);
  });

  test('foresees in a dry run whether it would be proposed', async () => {
    const registry = await withIris();
    const { models } = registry.as('ann');
    const tip = await registry.tip();
    expect((await models.edit({ model: 'iris', limits: 'x', dryRun: true })).plan).toMatchObject({ branch: 'main' });
    const { plan } = await models.edit({ model: 'iris', riskTier: 'x', dryRun: true });
    expect(plan).toMatchObject({ proposal: true, branch: expect.stringMatching(/^mergeline\/iris\/edits\//) });
    expect(await registry.tip()).toBe(tip);
    expect((await registry.as('ann').proposals.list()).proposals).toEqual([]);
  });
});

describe('the proposal of an edit', () => {
  test('shows its reviewers the fields before and after, in which nothing is active', async () => {
    const registry = await withIris();
    const { proposal } = await registry.as('ann').models.edit({
      model: 'iris',
      riskTier: '<img> | @all',
      owners: ['ben'],
      reason: 'RISK-12',
    });
    const shown = await registry.as('olga').proposals.show(proposal?.id ?? '');
    expect(shown.changes).toEqual([
      { field: 'owners', before: ['olga', 'ann'], after: ['olga', 'ann', 'ben'] },
      { field: 'riskTier', before: 'low', after: '<img> | @all' },
    ]);
    expect(shown.report).toContain('| owners | olga, ann | olga, ann, ben |');
    expect(shown.report).toContain('&lt;img&gt; \\|');
    expect(shown.report).not.toContain('<img>');
    expect(shown.report).toMatch(/### Gates/);
  });

  test('stands in the history with the fields and who approved them', async () => {
    const registry = await withIris();
    const { proposal } = await registry.as('ann').models.edit({ model: 'iris', riskTier: 'high', reason: 'RISK-12' });
    const id = proposal?.id ?? '';
    await registry.as('olga').proposals.approve(id);
    await registry.as('ann').proposals.merge(id);
    const { events } = await registry.as('ann').models.history({ model: 'iris' });
    expect(events[0]).toMatchObject({
      kind: 'model-edited',
      fields: ['riskTier'],
      proposal: id,
      approvedBy: ['olga'],
      reason: 'RISK-12',
    });
    expect((await registry.as('ann').proposals.show(id)).changes).toHaveLength(1);
  });

  test('is brought to a model that says something else by now, and wants its approval again', async () => {
    const registry = await withIris();
    const { models, proposals } = registry.as('ann');
    const { proposal } = await models.edit({ model: 'iris', riskTier: 'high' });
    const id = proposal?.id ?? '';
    await models.edit({ model: 'iris', limits: 'Three species.' });
    expect(await proposals.show(id)).toMatchObject({ stale: true });
    await registry.as('olga').proposals.approve(id);
    await expect(proposals.merge(id)).rejects.toMatchObject({ code: 'CONFLICT' });

    expect(await proposals.refresh(id)).toMatchObject({ changed: true, stale: false });
    await expect(proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    await registry.as('olga').proposals.approve(id);
    await proposals.merge(id);
    expect(await registry.read(path)).toMatch(/riskTier: "high"\n[\s\S]*limits: "Three species\."/);
  });

  test('is not brought over a change of the same field', async () => {
    const registry = await withIris();
    const { models, proposals } = registry.as('ann');
    const ids = await Promise.all(
      ['high', 'none'].map(async (riskTier) => (await models.edit({ model: 'iris', riskTier })).proposal?.id ?? ''),
    );
    const [one = '', other = ''] = ids;
    await registry.as('olga').proposals.approve(one);
    await proposals.merge(one);
    await expect(proposals.refresh(other)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'Others changed riskTier in models/iris/model.yaml meanwhile.',
    });
  });
});
