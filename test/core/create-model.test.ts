import { describe, expect, test } from 'vitest';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';

const iris = {
  model: 'iris',
  description: 'Three species.',
  owners: ['ann'],
  riskTier: 'low',
  intendedUse: 'Sorts irises by species.',
  nextReview: '2099-03-31',
} as const;
const owned = 'owners:\n  - models: "*"\n    owners: [olga]\n';

describe('creating a model', () => {
  test('makes model.yaml and a card in one commit', async () => {
    const registry = await memoryRegistry(unreviewed('', owned));
    const before = await registry.tip();
    const answer = await registry.as('ann').models.create({ ...iris, reason: 'for the greenhouse' });
    expect(answer).toMatchObject({
      model: 'iris',
      commit: await registry.tip(),
      created: true,
      warnings: [],
      fields: { name: 'iris', owners: ['ann'], riskTier: 'low' },
    });
    expect(await registry.paths()).toEqual(['models/iris/README.md', 'models/iris/model.yaml', 'registry.yaml']);
    expect((await registry.contextOf('ann').repository.snapshot(await registry.tip())).commit).toMatchObject({
      parents: [before],
      message: 'create iris\n\nfor the greenhouse\n\nMergeline-Actor: ann',
    });
    expect(await registry.read('models/iris/README.md')).toContain('- **Owners:** ann, olga\n');
    const { events } = await registry.as('ann').models.history({ model: 'iris' });
    expect(events).toMatchObject([{ kind: 'model-created', actor: 'ann', reason: 'for the greenhouse' }]);
  });

  test('writes nothing for the same model again, and refuses one that says something else', async () => {
    const registry = await memoryRegistry(unreviewed('', owned));
    const { models } = registry.as('ann');
    await models.create(iris);
    const tip = await registry.tip();
    expect(await models.create(iris)).toMatchObject({ created: false, commit: null });
    await expect(models.create({ ...iris, riskTier: 'high' })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      hint: 'Change what it says with: mergeline model edit iris',
    });
    expect(await registry.tip()).toBe(tip);
  });

  test('makes a model that versions are registered into as ever', async () => {
    const registry = await memoryRegistry(unreviewed('', owned));
    await registry.as('ann').models.create(iris);
    const text = await registry.read('models/iris/model.yaml');
    const { version } = await registry.as('ben').models.register({ model: 'iris', files: linearModel(1) });
    expect(version).toBe('1.0.0');
    expect(await registry.read('models/iris/model.yaml')).toBe(text);
  });

  test('keeps a card that somebody wrote before', async () => {
    const registry = await memoryRegistry(unreviewed('', owned));
    await registry.edit({ 'models/iris/README.md': '# Mine\n' });
    await registry.as('ann').models.create(iris);
    expect(await registry.read('models/iris/README.md')).toBe('# Mine\n');
  });

  test("begins the card with the registry's own template", async () => {
    const registry = await memoryRegistry(unreviewed('', owned));
    const template = '# Card of {{model}}\n\n## Risk\n\n<!-- mergeline:begin facts -->\n<!-- mergeline:end facts -->\n';
    await registry.edit({ '.mergeline/model-card.md': template });
    await registry.as('ann').models.create(iris);
    const card = await registry.read('models/iris/README.md');
    expect(card).toMatch(/^# Card of iris\n\n## Risk\n\n<!-- mergeline:begin facts -->\nThree species\.\n/);
  });

  test('says what a person should hear', async () => {
    const registry = await memoryRegistry(unreviewed());
    const { warnings } = await registry.as('ann').models.create({ model: 'iris', nextReview: '2026-01-01' });
    expect(warnings).toEqual([
      'Nobody owns iris, so nobody can approve where a gate asks for an owner. Name one with --owner.',
      'The next review of iris, 2026-01-01, is past already.',
    ]);
  });

  test.each([
    [{ model: 'Iris' }, 'NAME_INVALID'],
    [{ model: 'risk' }, 'NAME_INVALID'],
    [{ model: 'iris', nextReview: '2026-02-30' }, 'INPUT_INVALID'],
    [{ model: 'iris', nextReview: 'tomorrow' }, 'INPUT_INVALID'],
    [{ model: 'iris', owners: ['аnn'] }, 'INPUT_INVALID'],
    [{ model: 'iris', owners: ['role:risk'] }, 'INPUT_INVALID'],
    [{ model: 'iris', links: [{ title: 'x', url: 'javascript:alert(1)' }] }, 'INPUT_INVALID'],
    [{ model: 'iris', links: [{ title: 'x', url: 'https://ann:secret@example.com/' }] }, 'CREDENTIAL_FOUND'],
    [{ model: 'iris', limits: `See ghp_${'a'.repeat(36)}` }, 'CREDENTIAL_FOUND'],
    [{ model: 'iris', externalName: 'risk/fraud' }, 'INPUT_INVALID'],
    [{ model: 'iris', description: 'a\u202eb' }, 'INPUT_INVALID'],
  ])('refuses %j and writes nothing', async (request, code) => {
    const registry = await memoryRegistry(unreviewed());
    await registry.as('ann').models.create({ model: 'risk/fraud' });
    const tip = await registry.tip();
    await expect(registry.as('ann').models.create(request)).rejects.toMatchObject({ code });
    expect(await registry.tip()).toBe(tip);
  });

  test('foresees it in a dry run', async () => {
    const registry = await memoryRegistry(unreviewed());
    const tip = await registry.tip();
    const answer = await registry.as('ann').models.create({ ...iris, dryRun: true });
    expect(answer).toMatchObject({
      commit: null,
      plan: { branch: 'main', proposal: false, message: expect.any(String) },
    });
    expect(answer.plan?.files.map(({ path, action }) => [path, action])).toEqual([
      ['models/iris/model.yaml', 'add'],
      ['models/iris/README.md', 'add'],
    ]);
    expect(await registry.tip()).toBe(tip);
  });
});

describe('a model that is proposed', () => {
  const gates =
    'changes:\n  registration:\n    gates:\n      - gate: servable\n      - gate: approvals\n        count: 1\n';

  test('waits for the approvals that registrations need, and not for gates about a version', async () => {
    const registry = await memoryRegistry(reviewed('- gate: servable', gates));
    const { proposal, commit, created } = await registry.as('ann').models.create(iris);
    expect({ commit, created }).toEqual({ commit: null, created: true });
    const id = proposal?.id ?? '';
    const { verdicts } = await registry.as('ann').proposals.show(id);
    expect(verdicts).toMatchObject([
      { gate: 'changes', verdict: 'pass' },
      { gate: 'valid', verdict: 'pass' },
      { gate: 'valid', verdict: 'pass' },
      { gate: 'integrity', verdict: 'pass' },
      { gate: 'servable', verdict: 'skipped', reason: 'It brings no version.' },
      { gate: 'approvals', verdict: 'pending' },
    ]);
    await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    await registry.as('bob').proposals.approve(id);
    await registry.as('bob').proposals.merge(id);
    expect(await registry.read('models/iris/README.md')).toContain('# iris');
  });

  test('is answered with its proposal when it is asked for again, and not with one that says something else', async () => {
    const registry = await memoryRegistry(reviewed('- gate: servable'));
    const { models } = registry.as('ann');
    const { proposal } = await models.create({ ...iris, propose: true });
    expect(await models.create({ ...iris, propose: true })).toMatchObject({ created: false, proposal });
    await expect(models.create({ model: 'iris', propose: true })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: `Proposal ${proposal?.id} makes iris with other content.`,
    });
  });
});
