import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditAnswer } from '../../../core/audit/audit-answer.ts';
import type { Finding, FindingKind } from '../../../core/audit/finding.ts';
import { digestOf } from '../../../core/domain/digest.ts';
import type { ModelName, StageName } from '../../../core/domain/names.ts';
import type { JudgedRecord, MergeRecord, Oid, Receipt, Review } from '../../../core/domain/records.ts';
import type { Version } from '../../../core/domain/version.ts';
import { decode, encode } from '../../../registry-schema/codec.ts';
import { judgedPath, mergePath, receiptPath, reviewPath } from '../../../registry-schema/record-layout.ts';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from '../support/scenes.ts';

const records = 'mergeline-records';
const iris = 'iris' as ModelName;
const production = 'production' as StageName;
const manifest = 'models/iris/versions/1.0.0.yaml';

let registry: MemoryRegistry;
beforeEach(async () => {
  registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await bringTo(registry, 'iris@1.0.0');
});

const audit = (options = {}): Promise<AuditAnswer> => registry.as('aud').evidence.audit({}, options);

async function found(kind: FindingKind): Promise<readonly Finding[]> {
  return (await audit()).findings.filter((finding) => finding.kind === kind);
}

async function edit(path: string, change: (text: string) => string, branch = 'main'): Promise<void> {
  await registry.editOn(branch, { [path]: change((await registry.read(path, branch)) ?? '') }, { as: 'eve' });
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('what is made once', () => {
  it('is named when it was edited, with who did it and how to bring it back', async () => {
    await edit(manifest, (it) => `${it}# better\n`);
    expect(await found('manifest-rewritten')).toMatchObject([
      {
        severity: 'integrity',
        model: iris,
        version: '1.0.0',
        who: 'eve',
        hint: expect.stringContaining('git checkout'),
      },
    ]);
  });

  it('is named when it was deleted and when it was made again', async () => {
    const before = await registry.read(manifest);
    await registry.edit({ [manifest]: null }, 'eve');
    expect(await found('manifest-rewritten')).toMatchObject([{ what: expect.stringContaining('deleted') }]);
    await registry.edit({ [manifest]: `${before}# again\n` }, 'eve');
    expect(await found('manifest-rewritten')).toMatchObject([{ what: expect.stringContaining('changed') }]);
  });

  it('is a notice once it was brought back', async () => {
    const before = (await registry.read(manifest)) ?? '';
    await registry.edit({ [manifest]: `${before}# other\n` }, 'eve');
    await registry.edit({ [manifest]: before }, 'ann');
    expect(await found('manifest-rewritten')).toEqual([]);
    expect(await found('restored')).toMatchObject([{ severity: 'notice', version: '1.0.0', who: 'eve' }]);
  });
});

describe('pointers', () => {
  it('that were moved by hand are named, also after they were moved on', async () => {
    const pointer = await pointerOf(registry);
    const next = { ...pointer, generation: 2, version: '1.0.1' as Version, replaces: pointer.version };
    await registry.edit({ [irisProduction]: pointerText(next) }, 'eve');
    expect(await found('pointer-unjudged')).toMatchObject([
      { severity: 'policy', stage: production, version: '1.0.1', generation: 2, who: 'eve' },
    ]);
    expect(await found('manifest-differs')).toMatchObject([{ generation: 2, severity: 'integrity' }]);
    await registry.edit({ [irisProduction]: pointerText({ ...pointer, generation: 3 }) }, 'eve');
    expect(await found('pointer-unjudged')).toHaveLength(2);
  });

  it('that were deleted and made again are named, for that and for their generation', async () => {
    const pointer = await pointerOf(registry);
    await registry.edit({ [irisProduction]: null }, 'eve');
    expect(await found('pointer-deleted')).toMatchObject([{ stage: production, who: 'eve' }]);
    await registry.edit({ [irisProduction]: pointerText({ ...pointer, reason: 'other' }) }, 'eve');
    expect(await found('generation-jump')).toMatchObject([
      { generation: 1, hint: expect.stringContaining('rollback') },
    ]);
    expect(await found('pointer-unjudged')).toHaveLength(1);
  });

  it('that cannot be read are named, and hide nothing else', async () => {
    await registry.edit({ [irisProduction]: 'version: [' }, 'eve');
    await registry.edit({ 'models/iris/model.yaml': 'owners: 7' }, 'eve');
    await edit(manifest, (it) => `${it}# other\n`);
    expect(await found('file-unreadable')).toMatchObject([{ stage: production, who: 'eve' }]);
    expect(await found('manifest-rewritten')).toHaveLength(1);
  });
});

describe('records that were made by hand', () => {
  async function forge(more: Partial<JudgedRecord> = {}, approvals: readonly Review[] = []): Promise<void> {
    const pointer = await pointerOf(registry);
    const next = { ...pointer, generation: 2, change: 'promotion' as const, replaces: pointer.version };
    const policyCommit = await registry.tip();
    await registry.edit({ [irisProduction]: pointerText(next) }, 'eve');
    const commit = await registry.tip();
    const verdicts = ['integrity', 'available', 'hold', 'servable', 'came-through', 'approvals'].map((gate) => ({
      gate,
      verdict: 'pass' as const,
      reason: 'fine',
    }));
    const at = registry.clock.now();
    const judged = { model: iris, stage: production, generation: 2, commit, policyCommit, verdicts, at, ...more };
    const merge: MergeRecord = { commit, proposal: '2', head: commit, mergedBy: 'eve', at, approvals, verdicts };
    await registry.editOn(records, {
      [judgedPath(iris, production, 2)]: text(encode('JudgedRecord', { approvals: ['bob'], ...judged })),
      ...(approvals.length > 0 && { [mergePath(commit)]: text(encode('MergeRecord', merge)) }),
    });
  }

  it('do not make up for an approval that nobody gave', async () => {
    await forge();
    expect(await found('pointer-unjudged')).toEqual([]);
    expect(await found('approval-missing')).toMatchObject([
      {
        severity: 'policy',
        generation: 2,
        what: expect.stringMatching(
          /, though gate approvals asked for 1 approval then: 0 of 1 approvals, 1 missing\.$/,
        ),
      },
    ]);
  });

  it('do not make up for it either where the model could not be read then', async () => {
    await registry.edit({ 'models/iris/model.yaml': 'kind: [' }, 'eve');
    await forge();
    expect(await found('approval-missing')).toMatchObject([{ generation: 2 }]);
  });

  it('do not make up for an approval of which there is no review', async () => {
    const approval: Review = {
      ...{ proposal: '2', actor: 'bob', verdict: 'approve', head: await registry.tip(), at: registry.clock.now() },
      ...{ comment: '', checks: {}, identity: 'asserted' },
    };
    await forge({}, [approval]);
    expect(await found('approval-missing')).toMatchObject([{ generation: 2 }]);
  });

  it('are named where they have no verdict of a gate, or one that lets nothing in', async () => {
    await forge({ verdicts: [{ gate: 'servable', verdict: 'fail', reason: 'no' }] });
    const whats = (await found('gate-unjudged')).map(({ what }) => what);
    expect(whats.join()).toContain('gate servable was fail');
    expect(whats.join()).toContain('no verdict of gate came-through');
  });

  it('are named where they judged by another policy', async () => {
    const old = await registry.tip();
    await edit('registry.yaml', (it) => it.replace('count: 1', 'count: 2'));
    await forge({ policyCommit: old });
    expect(await found('policy-differs')).toMatchObject([{ generation: 2 }]);
    expect(await found('approval-missing')).toMatchObject([{ what: expect.stringContaining('0 of 2') }]);
  });

  it('are named where the commit that they name is not on history', async () => {
    const nowhere = 'e'.repeat(40) as Oid;
    await forge({ policyCommit: nowhere });
    await edit(judgedPath(iris, production, 1), (it) => it.replace(/commit: .*/, `commit: "${nowhere}"`), records);
    expect(await found('record-off-history')).toMatchObject([
      { severity: 'integrity', what: expect.stringContaining('not in this repository any more') },
      {},
    ]);
  });

  it('are told to be beside a merge that was made the wrong way round, which loses no file', async () => {
    const tip = await registry.tip();
    const before = (await registry.repository.snapshot(tip)).commit.parents[0] as Oid;
    const pointer = (await registry.read(irisProduction)) ?? '';
    await registry.editOn('main', { [irisProduction]: pointer }, { as: 'eve', onto: before, mergedFrom: [tip] });
    const findings = await found('record-off-history');
    expect(findings.length).toBeGreaterThan(0);
    for (const { what } of findings) expect(what).toMatch(/of eve put aside: it merged .* No file of it is lost/);
  });

  it('count an approval by whoever asked for it for nothing', async () => {
    const id = await propose(registry, 'iris@1.0.1', 'staging');
    await registry.as('bob').proposals.merge(id);
    const asked = await propose(registry, 'iris@1.0.1');
    const { head } = (await registry.contextOf('ann').forge.find(asked)) as { head: Oid };
    const review: Review = {
      ...{ proposal: asked, actor: 'ann', verdict: 'approve', head, at: registry.clock.now() },
      ...{ comment: '', checks: {}, identity: 'asserted' },
    };
    const bytes = encode('Review', review);
    await registry.editOn(records, { [reviewPath(asked, digestOf(bytes))]: text(bytes) }, { as: 'ann' });
    const branch = (await registry.as('ann').proposals.show(asked)).proposal.branch;
    const pointer = (await registry.read(irisProduction, branch)) ?? '';
    await registry.editOn('main', { [irisProduction]: pointer }, { as: 'ann', mergedFrom: [head] });
    const commit = await registry.tip();
    const verdicts = [{ gate: 'approvals', verdict: 'pass' as const, reason: 'Approved by ann.' }];
    const at = registry.clock.now();
    const merge: MergeRecord = { commit, proposal: asked, head, mergedBy: 'ann', at, approvals: [review], verdicts };
    await registry.editOn(records, { [mergePath(commit)]: text(encode('MergeRecord', merge)) });
    expect(await found('approval-missing')).toMatchObject([{ generation: 2, what: expect.stringContaining('ann') }]);
  });
});

describe('changes that need approvals', () => {
  it('name a tombstone that was made by hand', async () => {
    const path = 'models/iris/status/1.0.1.yaml';
    await registry.as('ann').models.yank('iris@1.0.1', { reason: 'leaks' });
    await edit(path, (it) => it.replace(/state: "?yanked"?/, 'state: erased'));
    expect(await found('approval-missing')).toMatchObject([
      { who: 'eve', version: '1.0.1', what: expect.stringContaining('The erasure of iris@1.0.1') },
    ]);
  });

  it('name a version that was pushed where registrations are approved', async () => {
    const gates = 'changes:\n  registration:\n    gates: [{ gate: approvals, count: 1 }]\n';
    await edit('registry.yaml', (it) => `${it}${gates}`);
    const pushed = (await registry.read(manifest))?.replace('version: "1.0.0"', 'version: "1.0.9"') ?? '';
    await registry.edit({ 'models/iris/versions/1.0.9.yaml': pushed }, 'eve');
    expect(await found('approval-missing')).toMatchObject([{ who: 'eve', version: '1.0.9' }]);
  });
});

describe('the records branch', () => {
  const receipt = receiptPath(iris, production, 1);

  it('is found out when a record was edited or deleted', async () => {
    await edit(receipt, (it) => it.replace('publishedBy: "bob"', 'publishedBy: "eve"'), records);
    expect(await found('record-rewritten')).toMatchObject([{ who: 'eve', generation: 1, severity: 'integrity' }]);
    await registry.editOn(records, { [receipt]: null }, { as: 'eve' });
    expect(await found('record-rewritten')).toMatchObject([{ what: expect.stringContaining(receipt) }]);
  });

  it('is found out when the chain of receipts was broken', async () => {
    await registerIris(registry, 3);
    await bringTo(registry, 'iris@1.0.1', 'staging');
    await bringTo(registry, 'iris@1.0.1');
    expect(await found('receipt-chain-broken')).toEqual([]);
    const second = (await registry.read(receiptPath(iris, production, 2), records)) ?? '';
    const files = await Promise.all(
      (await registry.paths(records)).map(async (path) => [path, await registry.read(path, records)] as const),
    );
    const others = files.filter(([path]) => !path.startsWith('receipts/iris/production/'));
    await registry.repository.deleteBranch(records, await registry.tip(records));
    await registry.editOn(records, Object.fromEntries(others.map(([path, it]) => [path, it ?? ''])));
    await registry.editOn(records, { [receiptPath(iris, production, 2)]: second });
    expect(await found('receipt-chain-broken')).toMatchObject([{ generation: 2, severity: 'integrity' }]);
  });

  it('is found out when a receipt says another thing than the pointer', async () => {
    const read = decode('Receipt', new TextEncoder().encode(await registry.read(receipt, records)), { file: receipt });
    const forged: Receipt = { ...read, version: '1.0.1' as Version };
    await registry.editOn(records, { [receipt]: text(encode('Receipt', forged)) }, { as: 'eve' });
    expect(await found('receipt-differs')).toMatchObject([{ what: expect.stringContaining('another version') }]);
  });

  it('is read past what is no record and what cannot be read', async () => {
    await registry.editOn(records, { 'notes.txt': 'hello', 'proposals/9/proposal.yaml': 'id: [' });
    expect(await found('stray-record')).toMatchObject([
      { severity: 'notice', what: expect.stringContaining('notes.txt') },
    ]);
    expect(await found('record-unreadable')).toMatchObject([{ severity: 'integrity' }]);
  });
});

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
    await registry.as('ann').proposals.merge(await propose(registry, 'iris@1.0.1', 'staging'));
    await bringTo(registry, 'iris@1.0.1');
    expect((await audit()).policyChanges).toMatchObject([{ proposal: null, approvedBy: [] }]);
    expect(await found('policy-weakened')).toHaveLength(1);
  });

  it('that were put back are named with what came through meanwhile', async () => {
    const before = (await registry.read('registry.yaml')) ?? '';
    await edit('registry.yaml', weaken);
    const staged = await propose(registry, 'iris@1.0.1', 'staging');
    await registry.as('ann').proposals.merge(staged);
    await registry.as('ann').proposals.merge(await propose(registry, 'iris@1.0.1'));
    await registry.edit({ 'registry.yaml': before }, 'eve');
    expect(await found('rules-changed-meanwhile')).toMatchObject([
      { who: 'eve', what: expect.stringContaining('iris@production generation 2') },
    ]);
    expect(await found('approval-missing')).toEqual([]);
  });

  it('that ask for more are a notice', async () => {
    await edit('registry.yaml', (it) => it.replace('count: 1', 'count: 2'));
    await registry.edit({ '.github/CODEOWNERS': '* @ann\n' }, 'ann');
    await registry.edit({ '.github/CODEOWNERS': '* @eve\n' }, 'eve');
    await edit('models/iris/model.yaml', (it) => `${it}\nowners: [eve]\n`);
    const { findings, policyChanges } = await audit();
    expect(findings.map(({ kind }) => kind).sort()).toEqual([
      'codeowners-changed',
      'policy-changed',
      'policy-weakened',
    ]);
    expect(policyChanges).toHaveLength(3);
    await registry.edit({
      'models/iris/model.yaml': (await registry.read('models/iris/model.yaml'))?.replace('[eve]', '[]') ?? '',
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
    const rich = `${(await registry.read('registry.yaml')) ?? ''}      - { gate: metric, metric: accuracy, min: 0.9, dataset: test }
      - { gate: no-regression, metrics: [f1], dataset: test }
      - { gate: soak, stage: staging, for: 1d }
roles: { risk: [bob] }
owners: [{ models: "*", owners: [ann, olga] }]
datasets: [{ name: test, digest: "sha256:${'0'.repeat(64)}", task: classification, target: label }]
`;
    await registry.edit({ 'registry.yaml': rich }, 'ann');
    expect((await registry.as('aud').health.validate()).faults).toEqual([]);
    const before = (await found('policy-weakened')).length;

    await edit('registry.yaml', change);

    expect(await found('policy-weakened')).toHaveLength(before + 1);
  });

  it('that were weakened behind a state that could not be read are named', async () => {
    const before = (await registry.read('registry.yaml')) ?? '';
    await registry.edit({ 'registry.yaml': `${before}stages: [` }, 'eve');
    await registry.edit({ 'registry.yaml': weaken(before) }, 'eve');
    expect(await found('policy-weakened')).toMatchObject([
      { what: expect.stringContaining('drops gate approvals of stage production') },
      { what: expect.stringContaining('leaves a policy that cannot be read') },
    ]);
  });

  it('are no fault while nothing is registered that they could protect', async () => {
    registry = await memoryRegistry(threeStages);
    await edit('registry.yaml', weaken);
    expect(await found('policy-weakened')).toEqual([]);
    expect(await found('policy-changed')).toHaveLength(1);
  });
});

describe('messages, times and statuses', () => {
  it('name approvals that somebody typed into a message', async () => {
    const message = 'promote\n\nApproved-by: bob\napproved-BY:  cid ';
    await registry.editOn('main', { 'notes.md': 'x' }, { as: 'eve', message });
    expect(await found('typed-trailer')).toMatchObject([
      { severity: 'notice', who: 'eve', what: expect.stringContaining('bob, cid') },
    ]);
  });

  it('name commits that were given another time', async () => {
    await registry.editOn('main', { 'a.md': 'x' }, { as: 'eve', at: '2025-01-01T00:00:00Z' });
    await registry.editOn('main', { 'b.md': 'x' }, { as: 'eve', at: '2099-01-01T00:00:00Z' });
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
    await registry.as('ann').models.yank('iris@1.0.1', { reason: 'leaks' });
    const yanked = (await registry.read(path)) ?? '';
    await registry.edit({ [path]: state && yanked.replace(/state: "?yanked"?/, `state: ${state}`) }, 'eve');
    expect(await found('yank-undone')).toMatchObject([{ who: 'eve', version: '1.0.1', severity: 'policy' }]);
    expect((await registry.as('aud').health.validate()).faults).toMatchObject([
      { file: path, path: 'state', message: expect.stringContaining('leaks') },
    ]);
  });
});

describe('a period and a subject', () => {
  it('hide nothing behind a commit that says it is of another time', async () => {
    await edit(manifest, (it) => `${it}# other\n`);
    await registry.editOn('main', { 'a.md': 'x' }, { as: 'eve', at: '2020-01-01T00:00:00Z' });
    const { findings } = await audit({ from: '2026-01-01' });
    expect(findings.map(({ kind }) => kind)).toEqual(['manifest-rewritten', 'commit-redated']);
  });

  it('leave out what is none of theirs', async () => {
    await edit(manifest, (it) => `${it}# other\n`);
    const after = await registry.tip();
    await registry
      .as('ann')
      .models.register({ model: 'rose', files: [] })
      .catch(() => undefined);
    await registry.editOn('main', { 'a.md': 'x' }, { message: 'x\n\nApproved-by: bob' });
    expect((await audit({ from: after })).findings.map(({ kind }) => kind)).toEqual(['typed-trailer']);
    expect((await audit({ to: after })).findings.map(({ kind }) => kind)).toEqual(['manifest-rewritten']);
    expect((await audit({ to: after })).promotions.map(({ stage }) => stage)).toEqual(['production', 'staging']);
    const { findings } = await registry.as('aud').evidence.audit({ model: 'iris', stage: 'prod' });
    expect(findings.map(({ kind }) => kind)).toEqual(['manifest-rewritten', 'typed-trailer']);
  });

  it('are refused where there never was such a thing', async () => {
    await expect(registry.as('aud').evidence.audit({ model: 'irsi' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(registry.as('aud').evidence.audit({ model: 'iris', stage: 'prodd' })).rejects.toMatchObject({
      hint: expect.stringContaining('prod'),
    });
    await expect(audit({ from: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(audit({ to: await registry.tip(records) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('tells the holds and waivers in force, and those that are over', async () => {
  await registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'sale', until: '2026-03-05' });
  expect(await found('hold-in-force')).toMatchObject([{ who: 'ann', stage: production, severity: 'notice' }]);
  registry.clock.advance(10 * 86_400);
  expect(await found('hold-expired')).toHaveLength(1);
  expect((await audit()).holds).toMatchObject([{ by: 'ann', inForce: false }]);
});

it('tells a glass that was broken and not approved since', async () => {
  await edit('registry.yaml', (it) => `${it}    breakGlass: [guy]\n`);
  const id = await propose(registry, 'iris@1.0.1', 'staging');
  await registry.as('bob').proposals.merge(id);
  const burning = await propose(registry, 'iris@1.0.1');
  await registry.as('guy').proposals.merge(burning, { breakGlass: true, reason: 'it burns' });
  expect(await found('break-glass-unapproved')).toMatchObject([{ who: 'guy', severity: 'policy' }]);
  expect(await found('approval-missing')).toEqual([]);
  await registry.as('bob').proposals.approve(burning);
  expect(await found('break-glass')).toMatchObject([{ what: expect.stringContaining('bob'), severity: 'notice' }]);
});
