import { expect, test } from 'vitest';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { bringTo, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const policy = `
apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: staging
  - name: production
    review: proposal
    gates:
      - gate: came-through
        stage: staging
      - gate: soak
        stage: staging
        for: 7d
`;
const [hour, day] = [3_600, 86_400];

async function inStaging(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1, 2);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'staging' });
  return registry;
}

test('waits until the version has held the other stage for long enough, and says until when', async () => {
  const registry = await inStaging();
  const id = await propose(registry, 'iris@1.0.0');
  registry.clock.advance(6 * day);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'soak', verdict: 'pending', until: expect.stringMatching(/^2026-03-08T12:/) }),
    ]),
  });
  registry.clock.advance(day + hour);
  expect((await registry.as('ann').proposals.merge(id)).version).toBe('1.0.0');
});

test('starts anew when another version held the stage in between', async () => {
  const registry = await inStaging();
  registry.clock.advance(6 * day);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'staging' });
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'staging' });
  registry.clock.advance(2 * day);
  const id = await propose(registry, 'iris@1.0.0');
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('goes on through a hold and its end', async () => {
  const registry = await inStaging();
  registry.clock.advance(4 * day);
  await registry.as('ann').stages.hold({ model: 'iris', stage: 'staging', reason: 'look' });
  registry.clock.advance(2 * day);
  await registry.as('ann').stages.unhold({ model: 'iris', stage: 'staging', reason: 'fine' });
  registry.clock.advance(2 * day);
  expect((await bringTo(registry, 'iris@1.0.0')).version).toBe('1.0.0');
});

test('counts no time in a stage that the version was put into by hand against its gates', async () => {
  const registry = await inStaging();
  const present = await pointerOf(registry, 'staging');
  const other = await registry.as('ann').models.show('iris@1.0.1');
  const forged = { ...present, version: '1.0.1' as never, manifestDigest: other.manifestDigest, generation: 2 };
  await registry.edit({ 'models/iris/stages/staging.yaml': pointerText({ ...forged, replaces: '1.0.0' as never }) });
  registry.clock.advance(30 * day);
  await expect(propose(registry, 'iris@1.0.1')).rejects.toMatchObject({
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'came-through', verdict: 'fail' })]),
  });
});

test('moves a stage without review by a commit by hand, once publish has judged it', async () => {
  const registry = await inStaging();
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'staging', dryRun: true });
  await registry.edit({ 'models/iris/stages/staging.yaml': plan?.files[0]?.content ?? '' });
  await expect(propose(registry, 'iris@1.0.1')).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'published', version: '1.0.1' },
  ]);
  expect(await propose(registry, 'iris@1.0.1')).toBe('1');
});
