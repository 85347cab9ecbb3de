import { describe, expect, it, test } from 'vitest';
import { LocalForge } from '../../adapters/local-forge/local-forge.ts';
import type { Review } from '../../core/domain/records.ts';
import { reviewProposal } from '../../core/review-proposal.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { propose, registerIris } from './support/scenes.ts';

const checklist = `
- gate: checklist
  items:
    - id: bias
      text: The errors of every group were compared.
`;

test('takes evidence for the items of a checklist, and for no others', async () => {
  const registry = await memoryRegistry(reviewed(checklist.trim()));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const { proposals } = registry.as('bob');

  await expect(proposals.approve(id, { checks: { bais: 'compared' } })).rejects.toMatchObject({
    code: 'USAGE',
    hint: 'Did you mean bias?',
  });
  expect((await proposals.show(id)).reviews).toEqual([]);
  expect(await proposals.approve(`#${id}`, { checks: { bias: 'compared' } })).toMatchObject({
    reviews: [{ checks: { bias: 'compared' } }],
  });
});

test('says that there is no checklist where evidence is given all the same', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await expect(registry.as('bob').proposals.approve(id, { checks: { bias: 'x' } })).rejects.toMatchObject({
    hint: expect.stringContaining('no checklist'),
  });
});

describe('reviews of the same second', () => {
  /** Acts at a moment that never ends. */
  function reviewingAtOnce(registry: MemoryRegistry, id: string) {
    const at = registry.clock.now();
    return async (actor: string, verdict: Review['verdict'], dryRun = false) => {
      const context = { ...registry.contextOf(actor), clock: { now: () => at } };
      const { counts } = await reviewProposal(id, { verdict, dryRun }, { ...context, forge: new LocalForge(context) });
      return counts;
    };
  }

  it('count, or not, by who gave them', async () => {
    const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 2'));
    await registerIris(registry, 1);
    const review = reviewingAtOnce(registry, await propose(registry, 'iris@1.0.0'));

    // Reviews are kept in the order of their digests, so several people meet every order.
    for (const actor of ['bob', 'ann', 'cleo', 'ann', 'dora', 'bob'])
      expect([actor, await review(actor, 'approve')]).toEqual([actor, actor !== 'ann']);
    expect(await review('bob', 'approve', true)).toBe(true);
    expect(await review('eve', 'reject')).toBe(true);
    expect(await review('ann', 'reject', true)).toBe(false);
  });

  it('of one person come to the no', async () => {
    const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1'));
    await registerIris(registry, 1);
    const review = reviewingAtOnce(registry, await propose(registry, 'iris@1.0.0'));

    expect(await review('bob', 'reject')).toBe(true);
    expect(await review('bob', 'approve')).toBe(false);
  });
});

describe('what people say of a proposal', () => {
  /** Joined here, so that no scanner of repositories takes it for a real one. */
  const secret = ['ghp', '_', 'a1B2'.repeat(9)].join('');

  async function proposed() {
    const registry = await memoryRegistry(reviewed(checklist.trim()));
    await registerIris(registry, 1);
    return { registry, id: await propose(registry, 'iris@1.0.0') };
  }

  it.each([
    ['a comment', { comment: `see ${secret}` }, 'comment'],
    ['evidence', { checks: { bias: `https://example.org/?token=${secret}` } }, 'checks.bias'],
  ])('is refused before it is written where %s holds a secret', async (_what, options, path) => {
    const { registry, id } = await proposed();
    const { proposals } = registry.as('bob');

    const approval = proposals.approve(id, options);
    await expect(approval).rejects.toMatchObject({ code: 'CREDENTIAL_FOUND', details: [{ path }] });
    await expect(approval).rejects.toSatisfy(({ message }) => !message.includes(secret));
    await expect(proposals.reject(id, { comment: secret })).rejects.toMatchObject({ code: 'CREDENTIAL_FOUND' });
    expect((await proposals.show(id)).reviews).toEqual([]);
  });

  it('is refused likewise as the reason of a closing and of a waiver', async () => {
    const { registry, id } = await proposed();

    await expect(registry.as('bob').proposals.close(id, { reason: secret })).rejects.toMatchObject({
      code: 'CREDENTIAL_FOUND',
    });
    const waive = [{ gate: 'checklist', reason: secret, until: '2026-12-01' }];
    await expect(
      registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', waive }),
    ).rejects.toMatchObject({ code: 'CREDENTIAL_FOUND', details: [{ path: 'waivers.checklist' }] });
    expect((await registry.as('bob').proposals.show(id)).proposal.state).toBe('open');
  });

  it('may answer an item whose name speaks of secrets', async () => {
    const registry = await memoryRegistry(reviewed(checklist.trim().replace('bias', 'no-secret')));
    await registerIris(registry, 1);
    const id = await propose(registry, 'iris@1.0.0');

    expect(await registry.as('bob').proposals.approve(id, { checks: { 'no-secret': 'looked through' } })).toMatchObject(
      { reviews: [{ checks: { 'no-secret': 'looked through' } }] },
    );
  });
});

describe('an approval that does not count says why', () => {
  it.each([
    ['- gate: approvals\n  count: 1', 'ann', 'ann asked for it'],
    ['- gate: approvals\n  count: 1\n  by: [olga]', 'bob', 'bob is not among olga'],
    ['- gate: servable', 'ann', 'ann asked for it, and no gate asks for approvals'],
  ])('under %j by %s', async (gates, actor, why) => {
    const registry = await memoryRegistry(reviewed(gates));
    await registerIris(registry, 1);
    const id = await propose(registry, 'iris@1.0.0');

    expect(await registry.as(actor).proposals.approve(id)).toMatchObject({
      counts: false,
      why,
      reviews: [{ counts: false, why }],
    });
  });

  it('and one with which a waiver counts does count, whoever gives the other approvals', async () => {
    const size = '- gate: size\n  max: 1 B\n  waivable: [rita]';
    const registry = await memoryRegistry(reviewed(`${size}\n- gate: approvals\n  count: 1\n  by: [olga]`));
    await registerIris(registry, 1);
    const waive = [{ gate: 'size', reason: 'small enough', until: '2026-12-31' }];
    const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', waive });
    const approve = async (actor: string) => await registry.as(actor).proposals.approve(proposal?.id ?? '');

    expect(await approve('bob')).toMatchObject({ counts: false, why: 'bob is not among olga' });
    const answer = await approve('rita');
    expect(answer).toMatchObject({ counts: true, reviews: [{ counts: false }, { counts: true }] });
    expect(answer.verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'pending' }));
  });

  it('and one that counts has nothing to explain', async () => {
    const registry = await memoryRegistry(reviewed('- gate: servable'));
    await registerIris(registry, 1);
    const answer = await registry.as('bob').proposals.approve(await propose(registry, 'iris@1.0.0'));
    expect([answer.counts, answer.why]).toEqual([true, undefined]);
  });
});

test('closing a proposal twice says that it was closed before', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const { proposals } = registry.as('ann');

  expect(await proposals.close(id)).toMatchObject({ changed: true, proposal: { state: 'closed' } });
  expect(await proposals.close(id)).toMatchObject({ changed: false, proposal: { state: 'closed' } });
});
