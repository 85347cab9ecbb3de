import { describe, expect, it } from 'vitest';
import { memoryRegistry } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';
import { bringTo, propose } from '../support/scenes.ts';
import { AuditedScene } from './audited-scene.ts';

const scene = new AuditedScene();
const { audit, edit, found } = scene;

describe('rules', () => {
  const weaken = (it: string) => it.replace(/ {6}- gate: approvals\n {8}count: 1\n/, '');

  it('that were weakened by a push are named, with what is asked no longer', async () => {
    await edit('registry.yaml', weaken);
    expect(await found('policy-weakened')).toMatchObject([
      { who: 'eve', what: expect.stringContaining('drops gate approvals of stage production') },
    ]);
  });

  it('that were weakened by a push are not what a later proposal was approved for', async () => {
    await edit('registry.yaml', weaken);
    await scene.registry.as('ann').proposals.merge(await propose(scene.registry, 'iris@1.0.1', 'staging'));
    await bringTo(scene.registry, 'iris@1.0.1');
    expect((await audit()).policyChanges).toMatchObject([{ proposal: null, approvedBy: [] }]);
    expect(await found('policy-weakened')).toHaveLength(1);
  });

  it('that were put back are named with what came through meanwhile', async () => {
    const before = (await scene.registry.read('registry.yaml')) ?? '';
    await edit('registry.yaml', weaken);
    const staged = await propose(scene.registry, 'iris@1.0.1', 'staging');
    await scene.registry.as('ann').proposals.merge(staged);
    await scene.registry.as('ann').proposals.merge(await propose(scene.registry, 'iris@1.0.1'));
    await scene.registry.edit({ 'registry.yaml': before }, 'eve');
    expect(await found('rules-changed-meanwhile')).toMatchObject([
      { who: 'eve', what: expect.stringContaining('iris@production generation 2') },
    ]);
    expect(await found('approval-missing')).toEqual([]);
  });

  it('that ask for more are a notice', async () => {
    await edit('registry.yaml', (it) => it.replace('count: 1', 'count: 2'));
    await scene.registry.edit({ '.github/CODEOWNERS': '* @ann\n' }, 'ann');
    await scene.registry.edit({ '.github/CODEOWNERS': '* @eve\n' }, 'eve');
    await edit('models/iris/model.yaml', (it) => `${it}\nowners: [eve]\n`);
    const { findings, policyChanges } = await audit();
    expect(findings.map(({ kind }) => kind).sort()).toEqual([
      'codeowners-changed',
      'policy-changed',
      'policy-weakened',
    ]);
    expect(policyChanges).toHaveLength(3);
    await scene.registry.edit({
      'models/iris/model.yaml': (await scene.registry.read('models/iris/model.yaml'))?.replace('[eve]', '[]') ?? '',
    });
    expect(await found('owners-changed')).toHaveLength(1);
  });

  it.each<[string, (text: string) => string]>([
    ['somebody is added to a role', (it) => it.replace('[bob]', '[bob, eve]')],
    ['somebody is made an owner of all models', (it) => it.replace('[ann, olga]', '[ann, olga, eve]')],
    ['other data get a known name', (it) => it.replace('sha256:0', 'sha256:1')],
    ['a metric is another one', (it) => it.replace('metric: accuracy,', 'metric: recall,')],
    ['worse is called better', (it) => it.replace('metrics: [f1]', 'metrics: [f1], direction: lower')],
    ['an interval forgives', (it) => it.replace('metrics: [f1]', 'metrics: [f1], interval: true')],
    ['a soak is in an easier stage', (it) => it.replace('stage: staging, for', 'stage: development, for')],
    ['it is left unreadable', (it) => `${it}stages: [`],
  ])('that are weakened because %s are named', async (_, change) => {
    const rich = `${(await scene.registry.read('registry.yaml')) ?? ''}      - { gate: metric, metric: accuracy, min: 0.9, dataset: test }
      - { gate: no-regression, metrics: [f1], dataset: test }
      - { gate: soak, stage: staging, for: 1d }
roles: { risk: [bob] }
owners: [{ models: "*", owners: [ann, olga] }]
datasets: [{ name: test, digest: "sha256:${'0'.repeat(64)}", task: classification, target: label }]
`;
    await scene.registry.edit({ 'registry.yaml': rich }, 'ann');
    expect((await scene.registry.as('aud').health.validate()).faults).toEqual([]);
    const before = (await found('policy-weakened')).length;

    await edit('registry.yaml', change);

    expect(await found('policy-weakened')).toHaveLength(before + 1);
  });

  it('that were weakened behind a state that could not be read are named', async () => {
    const before = (await scene.registry.read('registry.yaml')) ?? '';
    await scene.registry.edit({ 'registry.yaml': `${before}stages: [` }, 'eve');
    await scene.registry.edit({ 'registry.yaml': weaken(before) }, 'eve');
    expect(await found('policy-weakened')).toMatchObject([
      { what: expect.stringContaining('drops gate approvals of stage production') },
      { what: expect.stringContaining('leaves a policy that cannot be read') },
    ]);
  });

  it('are no fault while nothing is registered that they could protect', async () => {
    scene.begin(await memoryRegistry(threeStages));
    await edit('registry.yaml', weaken);
    expect(await found('policy-weakened')).toEqual([]);
    expect(await found('policy-changed')).toHaveLength(1);
  });
});
