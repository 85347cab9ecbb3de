import { beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { propose } from './support/scenes.ts';

// The fields that docs/cli.md promises to programs: more may come, none may go.

const csv = 'x,y,label\n1,0,left\n0,1,right\n';
const policy = reviewed(
  '- gate: approvals\n  count: 1',
  `datasets:\n  - name: flowers\n    digest: "${digestOf(csv)}"\n    task: classification\n    target: label\n    path: data.csv\n`,
);

let registry: MemoryRegistry;
const answers: Record<string, unknown> = {};

beforeAll(async () => {
  registry = await memoryRegistry(policy);
  await registry.edit({ 'data.csv': csv });
  const [ann, bob] = [registry.as('ann'), registry.as('bob')];
  answers['register'] = await ann.models.register({ model: 'iris', files: linearModel(1) });
  answers['evaluate'] = await ann.evidence.evaluate({ ref: 'iris@1.0.0' });
  answers['promote'] = await ann.stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  const id = await propose(registry, 'iris@1.0.0');
  await bob.proposals.approve(id);
  answers['proposal show'] = await ann.proposals.show(id);
  answers['proposal merge'] = await bob.proposals.merge(id);
  answers['list'] = await ann.models.list();
  answers['list <model>'] = await ann.models.versions('iris');
  answers['show'] = await ann.models.show('iris@production');
  answers['history'] = await ann.models.history({ model: 'iris' });
  answers['predict'] = await ann.evidence.predict('iris@production', [[1, 0]]);
});

const promises: readonly [command: string, ...paths: readonly string[]][] = [
  ['register', 'model', 'version', 'manifestDigest', 'commit', 'conversion.outcome', 'warnings', 'created'],
  ['register', 'artifacts.0.path', 'artifacts.0.digest', 'artifacts.0.size', 'artifacts.0.mediaType'],
  ['list', 'models.0.model', 'models.0.versions', 'models.0.latest', 'models.0.stages.production', 'registryCommit'],
  ['list <model>', 'versions.0.version', 'versions.0.created', 'versions.0.stages.0', 'versions.0.status'],
  ['list <model>', 'versions.0.metrics', 'registryCommit'],
  ['show', 'manifest.version', 'manifestDigest', 'stages.0', 'status', 'evaluations.0.metrics', 'registryCommit'],
  ['history', 'events.0.kind', 'events.0.model', 'events.0.version', 'events.0.stage', 'events.0.commit'],
  ['history', 'events.0.at', 'events.0.actor', 'events.0.reason', 'events.0.proposal'],
  ['evaluate', 'task', 'rows', 'metrics.accuracy', 'perClass.0.label', 'dataset.digest', 'dataset.rows'],
  ['promote', 'proposal.id', 'proposal.kind', 'proposal.url', 'proposal.branch', 'proposal.state', 'proposal.model'],
  ['promote', 'proposal.stage', 'proposal.version', 'proposal.replaces', 'verdicts.0.gate', 'verdicts.0.verdict'],
  ['promote', 'verdicts.0.reason', 'image.reference', 'image.digest'],
  ['proposal show', 'proposal.id', 'proposal.kind', 'proposal.url', 'proposal.branch', 'proposal.state'],
  ['proposal show', 'proposal.model', 'proposal.stage', 'proposal.version', 'proposal.replaces', 'verdicts.0.reason'],
  ['proposal show', 'image.reference', 'image.digest', 'reviews.0.counts'],
  ['proposal merge', 'commit', 'model', 'stage', 'version', 'published.image', 'published.digest', 'published.state'],
  ['predict', 'model', 'version', 'manifestDigest', 'predictions.0', 'classes.0', 'probabilities.0.0'],
];

test.each(promises)('the answer of %s has the fields that programs read', (command, ...paths) => {
  const answer: unknown = JSON.parse(JSON.stringify(answers[command]));
  for (const path of paths) expect(answer, path).toHaveProperty(path);
});

test('a refusal carries the verdicts, and each objection as a detail', async () => {
  const id = await propose(registry, 'iris@1.0.0').catch(() => undefined);
  expect(id).toBeUndefined();
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(2) });
  const next = await propose(registry, 'iris@1.0.1');
  await expect(registry.as('ann').proposals.merge(next)).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
    exitCode: 3,
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'approvals', verdict: 'pending' })]),
    details: [{ path: 'approvals', message: expect.stringContaining('pending: ') }],
    hint: expect.any(String),
  });
});
