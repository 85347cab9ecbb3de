import { describe, expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';

const path = 'models/iris/README.md';

async function withIris(policy = unreviewed()): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(policy);
  await registry.as('ann').models.create({ model: 'iris', owners: ['ann'], intendedUse: 'Sorts irises.' });
  return registry;
}

describe('the card of a model', () => {
  test('is shown with what is fresh and what is missing', async () => {
    const registry = await withIris();
    const text = (await registry.read(path)) ?? '';
    const answer = await registry.as('ann').models.card('iris');
    expect(answer).toMatchObject({
      model: 'iris',
      version: null,
      card: text,
      digest: digestOf(text),
      generated: 'fresh',
      stale: [],
      missing: [
        'Limits',
        'Inputs and outputs',
        'Training data',
        'Evaluation',
        'Ethical considerations',
        'Caveats and recommendations',
      ],
      registryCommit: await registry.tip(),
    });
    expect(answer.sections.slice(0, 4)).toEqual([
      { title: 'iris', level: 1, empty: false },
      { title: 'Model details', level: 2, empty: false },
      { title: 'Intended use', level: 2, empty: false },
      { title: 'Limits', level: 2, empty: true },
    ]);
  });

  test('is stale once the registry says something else, and fresh when it is written again', async () => {
    const registry = await withIris();
    const { models } = registry.as('ann');
    await registry.edit({ [path]: `${await registry.read(path)}\nBy hand.\n` });
    await models.edit({ model: 'iris', limits: 'Three species only.' });
    expect(await models.card('iris')).toMatchObject({ generated: 'stale', stale: ['limits'] });

    const written = await models.writeCard({ model: 'iris', reason: 'for the audit' });
    expect(written).toMatchObject({ changed: true, commit: await registry.tip(), generated: 'fresh', warnings: [] });
    const text = await registry.read(path);
    expect(text).toContain('Three species only.');
    expect(text).toMatch(/\nBy hand\.\n$/);
    expect((await models.history({ model: 'iris' })).events[0]).toMatchObject({
      kind: 'card-edited',
      actor: 'ann',
      reason: 'for the audit',
    });

    const tip = await registry.tip();
    expect(await models.writeCard({ model: 'iris' })).toMatchObject({ changed: false, commit: null });
    expect(await registry.tip()).toBe(tip);
  });

  test('tells of the newest version in use, or of the one that is named', async () => {
    const registry = await withIris();
    const { models } = registry.as('ann');
    for (const weight of [1, 2, 3])
      await models.register({ model: 'iris', files: linearModel(weight), licence: 'MIT' });
    await models.yank('iris@1.0.2', { reason: 'wrong' });
    expect((await models.writeCard({ model: 'iris' })).version).toBe('1.0.1');
    expect(await registry.read(path)).toContain('- **Version:** 1.0.1, manifest');
    expect((await models.card('iris', { version: '1.0' })).stale).toEqual(['facts']);
    await expect(models.card('iris', { version: '9.9.9' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('does not change when a version is promoted', async () => {
    const registry = await withIris();
    const { models, stages } = registry.as('ann');
    await models.register({ model: 'iris', files: linearModel(1) });
    await models.writeCard({ model: 'iris' });
    await stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    expect((await models.card('iris')).generated).toBe('fresh');
  });

  test('is made for a model that was registered without one, and shown as it was at a date', async () => {
    const registry = await memoryRegistry(unreviewed());
    const { models } = registry.as('ann');
    await models.register({ model: 'iris', files: linearModel(1) });
    const before = await registry.tip();
    expect(await models.card('iris')).toMatchObject({ card: null, digest: null, generated: 'absent', sections: [] });
    const template = '## Ours of {{model}}\n';
    expect((await models.writeCard({ model: 'iris', template })).card).toBe('## Ours of iris\n');
    expect((await models.card('iris', { at: before })).card).toBeNull();
  });

  test('written by hand alone stays as it is, and its author hears where sections could stand', async () => {
    const registry = await withIris();
    await registry.edit({ [path]: '# Mine\n' });
    const answer = await registry.as('ann').models.writeCard({ model: 'iris' });
    expect(answer).toMatchObject({ changed: false, generated: 'absent', card: '# Mine\n' });
    expect(answer.warnings[0]).toContain('has no place for generated sections');
  });

  test('is not replaced by a template', async () => {
    const registry = await withIris();
    await expect(registry.as('ann').models.writeCard({ model: 'iris', template: '# New\n' })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
  });

  test('with broken markers is refused at its line, and with a secret in its template', async () => {
    const registry = await withIris();
    await registry.edit({ [path]: '# Iris\n<!-- mergeline:begin facts -->\n' });
    const { models } = registry.as('ann');
    await expect(models.writeCard({ model: 'iris' })).rejects.toMatchObject({
      code: 'FILE_INVALID',
      details: [{ file: path, line: 2, message: 'mergeline:begin facts has no end' }],
    });
    const template = `Token ghp_${'a'.repeat(36)}`;
    await expect(models.writeCard({ model: 'iris', template })).rejects.toMatchObject({ code: 'CREDENTIAL_FOUND' });
  });

  test('made from the template fails the gate on its empty sections, and passes once they are written', async () => {
    const gate = '- gate: required-fields\n  card: [Intended use, Ethical considerations]';
    const registry = await withIris(reviewed(gate));
    const { models, stages } = registry.as('ann');
    await models.register({ model: 'iris', files: linearModel(1) });
    expect((await models.card('iris')).missing).toContain('Ethical considerations');
    await expect(stages.promote({ ref: 'iris@1.0.0', to: 'production' })).rejects.toMatchObject({
      details: [{ message: 'fail: Missing: the card has nothing under Ethical considerations.' }],
    });
    const text = (await registry.read(path)) ?? '';
    await registry.edit({
      [path]: text.replace('## Ethical considerations\n', '## Ethical considerations\n\nNone.\n'),
    });
    expect((await stages.promote({ ref: 'iris@1.0.0', to: 'production' })).proposal).toBeDefined();
  });
});
