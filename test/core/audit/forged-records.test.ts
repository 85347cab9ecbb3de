import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import type { JudgedRecord, MergeRecord, Oid, Receipt, Review } from '../../../core/domain/records.ts';
import type { Version } from '../../../core/domain/version.ts';
import { decode, encode } from '../../../registry-schema/codec.ts';
import { judgedPath, mergePath, receiptPath, reviewPath } from '../../../registry-schema/record-layout.ts';
import { bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from '../support/scenes.ts';
import { AuditedScene, iris, manifest, production, records, text } from './audited-scene.ts';

const scene = new AuditedScene();
const { edit, found } = scene;

describe('records that were made by hand', () => {
  async function forge(more: Partial<JudgedRecord> = {}, approvals: readonly Review[] = []): Promise<void> {
    const pointer = await pointerOf(scene.registry);
    const next = { ...pointer, generation: 2, change: 'promotion' as const, replaces: pointer.version };
    const policyCommit = await scene.registry.tip();
    await scene.registry.edit({ [irisProduction]: pointerText(next) }, 'eve');
    const commit = await scene.registry.tip();
    const verdicts = ['integrity', 'available', 'hold', 'servable', 'came-through', 'approvals'].map((gate) => ({
      gate,
      verdict: 'pass' as const,
      reason: 'fine',
    }));
    const at = scene.registry.clock.now();
    const judged = { model: iris, stage: production, generation: 2, commit, policyCommit, verdicts, at, ...more };
    const merge: MergeRecord = { commit, proposal: '2', head: commit, mergedBy: 'eve', at, approvals, verdicts };
    await scene.registry.editOn(records, {
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
    await scene.registry.edit({ 'models/iris/model.yaml': 'kind: [' }, 'eve');
    await forge();
    expect(await found('approval-missing')).toMatchObject([{ generation: 2 }]);
  });

  it('do not make up for an approval of which there is no review', async () => {
    const approval: Review = {
      ...{
        proposal: '2',
        actor: 'bob',
        verdict: 'approve',
        head: await scene.registry.tip(),
        at: scene.registry.clock.now(),
      },
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
    const old = await scene.registry.tip();
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
    const tip = await scene.registry.tip();
    const before = (await scene.registry.repository.snapshot(tip)).commit.parents[0] as Oid;
    const pointer = (await scene.registry.read(irisProduction)) ?? '';
    await scene.registry.editOn('main', { [irisProduction]: pointer }, { as: 'eve', onto: before, mergedFrom: [tip] });
    const findings = await found('record-off-history');
    expect(findings.length).toBeGreaterThan(0);
    for (const { what } of findings) expect(what).toMatch(/of eve put aside: it merged .* No file of it is lost/);
  });

  it('count an approval by whoever asked for it for nothing', async () => {
    const id = await propose(scene.registry, 'iris@1.0.1', 'staging');
    await scene.registry.as('bob').proposals.merge(id);
    const asked = await propose(scene.registry, 'iris@1.0.1');
    const { head } = (await scene.registry.contextOf('ann').forge.find(asked)) as { head: Oid };
    const review: Review = {
      ...{ proposal: asked, actor: 'ann', verdict: 'approve', head, at: scene.registry.clock.now() },
      ...{ comment: '', checks: {}, identity: 'asserted' },
    };
    const bytes = encode('Review', review);
    await scene.registry.editOn(records, { [reviewPath(asked, digestOf(bytes))]: text(bytes) }, { as: 'ann' });
    const branch = (await scene.registry.as('ann').proposals.show(asked)).proposal.branch;
    const pointer = (await scene.registry.read(irisProduction, branch)) ?? '';
    await scene.registry.editOn('main', { [irisProduction]: pointer }, { as: 'ann', mergedFrom: [head] });
    const commit = await scene.registry.tip();
    const verdicts = [{ gate: 'approvals', verdict: 'pass' as const, reason: 'Approved by ann.' }];
    const at = scene.registry.clock.now();
    const merge: MergeRecord = { commit, proposal: asked, head, mergedBy: 'ann', at, approvals: [review], verdicts };
    await scene.registry.editOn(records, { [mergePath(commit)]: text(encode('MergeRecord', merge)) });
    expect(await found('approval-missing')).toMatchObject([{ generation: 2, what: expect.stringContaining('ann') }]);
  });
});

describe('changes that need approvals', () => {
  it('name a tombstone that was made by hand', async () => {
    const path = 'models/iris/status/1.0.1.yaml';
    await scene.registry.as('ann').models.yank('iris@1.0.1', { reason: 'leaks' });
    await edit(path, (it) => it.replace(/state: "?yanked"?/, 'state: erased'));
    expect(await found('approval-missing')).toMatchObject([
      { who: 'eve', version: '1.0.1', what: expect.stringContaining('The erasure of iris@1.0.1') },
    ]);
  });

  it('name a version that was pushed where registrations are approved', async () => {
    const gates = 'changes:\n  registration:\n    gates: [{ gate: approvals, count: 1 }]\n';
    await edit('registry.yaml', (it) => `${it}${gates}`);
    const pushed = (await scene.registry.read(manifest))?.replace('version: "1.0.0"', 'version: "1.0.9"') ?? '';
    await scene.registry.edit({ 'models/iris/versions/1.0.9.yaml': pushed }, 'eve');
    expect(await found('approval-missing')).toMatchObject([{ who: 'eve', version: '1.0.9' }]);
  });
});

describe('the records branch', () => {
  const receipt = receiptPath(iris, production, 1);

  it('is found out when a record was edited or deleted', async () => {
    await edit(receipt, (it) => it.replace('publishedBy: "bob"', 'publishedBy: "eve"'), records);
    expect(await found('record-rewritten')).toMatchObject([{ who: 'eve', generation: 1, severity: 'integrity' }]);
    await scene.registry.editOn(records, { [receipt]: null }, { as: 'eve' });
    expect(await found('record-rewritten')).toMatchObject([{ what: expect.stringContaining(receipt) }]);
  });

  it('is found out when the chain of receipts was broken', async () => {
    await registerIris(scene.registry, 3);
    await bringTo(scene.registry, 'iris@1.0.1', 'staging');
    await bringTo(scene.registry, 'iris@1.0.1');
    expect(await found('receipt-chain-broken')).toEqual([]);
    const second = (await scene.registry.read(receiptPath(iris, production, 2), records)) ?? '';
    const files = await Promise.all(
      (await scene.registry.paths(records)).map(
        async (path) => [path, await scene.registry.read(path, records)] as const,
      ),
    );
    const others = files.filter(([path]) => !path.startsWith('receipts/iris/production/'));
    await scene.registry.repository.deleteBranch(records, await scene.registry.tip(records));
    await scene.registry.editOn(records, Object.fromEntries(others.map(([path, it]) => [path, it ?? ''])));
    await scene.registry.editOn(records, { [receiptPath(iris, production, 2)]: second });
    expect(await found('receipt-chain-broken')).toMatchObject([{ generation: 2, severity: 'integrity' }]);
  });

  it('is found out when a receipt says another thing than the pointer', async () => {
    const read = decode('Receipt', new TextEncoder().encode(await scene.registry.read(receipt, records)), {
      file: receipt,
    });
    const forged: Receipt = { ...read, version: '1.0.1' as Version };
    await scene.registry.editOn(records, { [receipt]: text(encode('Receipt', forged)) }, { as: 'eve' });
    expect(await found('receipt-differs')).toMatchObject([{ what: expect.stringContaining('another version') }]);
  });

  it('is read past what is no record and what cannot be read', async () => {
    await scene.registry.editOn(records, { 'notes.txt': 'hello', 'proposals/9/proposal.yaml': 'id: [' });
    expect(await found('stray-record')).toMatchObject([
      { severity: 'notice', what: expect.stringContaining('notes.txt') },
    ]);
    expect(await found('record-unreadable')).toMatchObject([{ severity: 'integrity' }]);
  });
});
