import { beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, registerIris } from '../support/scenes.ts';

const card = 'models/iris/README.md';

let registry: MemoryRegistry;
let first: string;
beforeEach(async () => {
  registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await registry.edit({ [card]: '# Iris, as it was\n' });
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await bringTo(registry, 'iris@1.0.0');
  first = await registry.tip();
  await registry.edit({ [card]: '# Iris, as it is\n' });
  await bringTo(registry, 'iris@1.0.1', 'staging');
  await bringTo(registry, 'iris@1.0.1');
});

const show = (at?: string, stage = 'production') =>
  registry.as('aud').evidence.show({ model: 'iris', stage }, at === undefined ? {} : { at });

it('tells who held the stage then, with who approved it and what was frozen', async () => {
  const evidence = await show(first, 'prod');
  expect(evidence).toMatchObject({
    stage: 'production',
    pointer: { version: '1.0.0', generation: 1, requestedBy: 'ann' },
    asOf: { commit: first },
    judged: true,
    proposal: { requestedBy: 'ann', mergedBy: 'bob' },
    approvals: [{ actor: 'bob', identity: 'asserted' }],
    card: { text: '# Iris, as it was\n' },
    receipts: [{ generation: 1, previous: null, linked: true }],
    findings: [],
  });
  expect(evidence.until).not.toBeNull();
  expect(evidence.verdicts.map(({ gate }) => gate)).toContain('approvals');
  expect(evidence.policy?.text).toContain('count: 1');
  expect(evidence.digests.map(({ of }) => of)).toEqual(expect.arrayContaining(['manifest', 'model card', 'policy']));
});

it('tells the present holder when no moment is named, with the whole chain of receipts', async () => {
  const evidence = await show();
  const [second, before] = evidence.receipts;
  expect(evidence).toMatchObject({ pointer: { version: '1.0.1' }, until: null, card: { text: '# Iris, as it is\n' } });
  expect(second?.previous).toBe(before?.digest);
});

it('names the policy that was asked, not the one that came with the commit or after it', async () => {
  await registry.edit({ 'registry.yaml': threeStages.replace('count: 1', 'count: 2') });
  const { policy } = await show();
  expect(policy?.text).toBe(threeStages);
  expect(policy?.digest).toBe(digestOf(new TextEncoder().encode(threeStages)));
});

it('says that nothing shows a judgement, and what an audit finds', async () => {
  const pointer = await pointerOf(registry);
  const next = { ...pointer, generation: pointer.generation + 1, replaces: pointer.version };
  await registry.edit({ [irisProduction]: pointerText(next) }, 'eve');
  expect(await show()).toMatchObject({
    judged: false,
    approvals: [],
    since: { author: 'eve' },
    findings: [{ kind: 'pointer-unjudged' }],
  });
});

it('leaves out what came later', async () => {
  await registry.editOn('main', { 'models/iris/versions/1.0.0.yaml': null }, { as: 'eve' });
  expect((await show(first)).findings).toEqual([]);
  expect((await show()).findings).toMatchObject([{ kind: 'manifest-rewritten' }]);
});

it('is refused where nothing held the stage yet', async () => {
  await expect(show(`${first}~1`)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('ever held'),
  });
});

it('gives commands that name commits, each with what it shows', async () => {
  const { checks, recordsCommit } = await show(first);
  expect(checks.map(({ what }) => what)).toEqual([
    'The pointer',
    'The manifest',
    'It was made once',
    'The model card that was frozen',
    'The policy that was asked',
    'The merge and its approvals',
    'The reviews behind them',
    'The judgement',
    'The receipt',
    'No record was changed',
  ]);
  for (const { command } of checks) expect(command).toMatch(new RegExp(`[0-9a-f]{40}|${recordsCommit}`));
});
