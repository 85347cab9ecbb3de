import { describe, expect, it } from 'vitest';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';

/** Every command line and the request that it makes. */
const requests: readonly (readonly [words: string, call: readonly unknown[]])[] = [
  ['list', ['models.list', {}]],
  ['list --at 2026-01-31', ['models.list', { at: '2026-01-31' }]],
  ['list iris', ['models.versions', 'iris', {}]],
  ['list iris --at v1', ['models.versions', 'iris', { at: 'v1' }]],
  ['show iris@1.1.0', ['models.show', 'iris@1.1.0', {}]],
  ['show iris@production --at c0ffee', ['models.show', 'iris@production', { at: 'c0ffee' }]],
  [
    'base build --platform linux/amd64 --reference ghcr.io/acme/serving:1.0 --dry-run',
    [
      'bases.build',
      {
        name: 'mergeline-serving',
        platform: 'linux/amd64',
        reference: 'ghcr.io/acme/serving:1.0',
        dryRun: true,
        onProgress: expect.any(Function),
      },
    ],
  ],
  [
    `base join sha256:${'a'.repeat(64)} sha256:${'b'.repeat(64)} --name both --reason two`,
    [
      'bases.join',
      {
        digests: [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`],
        name: 'both',
        dryRun: false,
        reason: 'two',
      },
    ],
  ],
  ['search', ['models.search', '', {}]],
  [
    'search stage=5 --at v1 --order-by created --limit 7 --page-token abc',
    ['models.search', 'stage=5', { at: 'v1', orderBy: 'created', limit: 7, pageToken: 'abc' }],
  ],
  ['compare iris@1.0.0 iris', ['models.compare', ['iris@1.0.0', 'iris'], { trends: false }]],
  ['compare a b c --all --at v1', ['models.compare', ['a', 'b', 'c'], { at: 'v1', trends: false }]],
  ['history', ['models.history', {}, {}]],
  ['history iris', ['models.history', { model: 'iris' }, {}]],
  [
    'history iris -n 5 --since 2026-03-01 --until yesterday',
    ['models.history', { model: 'iris' }, { limit: 5, since: '2026-03-01', until: 'yesterday' }],
  ],
  ['show iris@production --lineage', ['models.show', 'iris@production', { lineage: true }]],
  ['search -n 7', ['models.search', '', { limit: 7 }]],
  ['history iris@production --at v1', ['models.history', { model: 'iris', stage: 'production' }, { at: 'v1' }]],
  ['model create iris', ['models.create', { model: 'iris', propose: false, dryRun: false }]],
  [
    'model create iris --owner ann --owner ben --risk-tier low --task other --tag a=b --link P=https://x.example/?q=1 --propose',
    [
      'models.create',
      {
        model: 'iris',
        riskTier: 'low',
        task: 'other',
        owners: ['ann', 'ben'],
        tags: { a: 'b' },
        links: [{ title: 'P', url: 'https://x.example/?q=1' }],
        propose: true,
        dryRun: false,
      },
    ],
  ],
  [
    'model edit iris --remove-owner ann --untag a --unlink P --unset limits --next-review 2027-03-31 --reason why',
    [
      'models.edit',
      {
        model: 'iris',
        nextReview: '2027-03-31',
        removeOwners: ['ann'],
        untag: ['a'],
        unlink: ['P'],
        unset: ['limits'],
        propose: false,
        dryRun: false,
        reason: 'why',
      },
    ],
  ],
  ['model card iris --version 1.0 --at v1', ['models.card', 'iris', { version: '1.0', at: 'v1' }]],
  [
    'model card iris --write --dry-run --reason why',
    ['models.writeCard', { model: 'iris', dryRun: true, reason: 'why' }],
  ],
  [
    'deprecate iris@1.0.0 --replacement iris@1.1.0 --reason old',
    ['models.deprecate', 'iris@1.0.0', { replacement: 'iris@1.1.0', dryRun: false, reason: 'old' }],
  ],
  ['gc --dry-run', ['health.collectGarbage', { dryRun: true }]],
  ['erase iris@1.0.0 --dry-run --reason=gdpr', ['models.erase', 'iris@1.0.0', { dryRun: true, reason: 'gdpr' }]],
  ['yank iris@1.0.0 --dry-run --reason=wrong', ['models.yank', 'iris@1.0.0', { dryRun: true, reason: 'wrong' }]],
  [
    'promote iris@1.1.0 --to production',
    ['stages.promote', { ref: 'iris@1.1.0', to: 'production', draft: false, dryRun: false }],
  ],
  [
    'promote iris@1.1.0 --to=production --draft --dry-run --reason why',
    ['stages.promote', { ref: 'iris@1.1.0', to: 'production', draft: true, dryRun: true, reason: 'why' }],
  ],
  [
    'promote iris@1.1.0 --to production --waive soak=hotfix parity=known --until 2026-12-01',
    [
      'stages.promote',
      {
        ref: 'iris@1.1.0',
        to: 'production',
        draft: false,
        dryRun: false,
        waive: [
          { gate: 'soak', reason: 'hotfix', until: '2026-12-01' },
          { gate: 'parity', reason: 'known', until: '2026-12-01' },
        ],
      },
    ],
  ],
  [
    'rollback iris --stage production',
    ['stages.rollback', { model: 'iris', stage: 'production', breakGlass: false, dryRun: false }],
  ],
  [
    'rollback iris --stage production --to 1.0.0 --break-glass --reason outage',
    [
      'stages.rollback',
      { model: 'iris', stage: 'production', to: '1.0.0', breakGlass: true, dryRun: false, reason: 'outage' },
    ],
  ],
  ['withdraw iris --stage staging', ['stages.withdraw', { model: 'iris', stage: 'staging', dryRun: false }]],
  ['withdraw risk/iris@staging', ['stages.withdraw', { model: 'risk/iris', stage: 'staging', dryRun: false }]],
  [
    'hold iris@production --until 2026-12-27 --reason freeze',
    ['stages.hold', { model: 'iris', stage: 'production', until: '2026-12-27', dryRun: false, reason: 'freeze' }],
  ],
  ['unhold risk/fraud@production', ['stages.unhold', { model: 'risk/fraud', stage: 'production', dryRun: false }]],
  ['publish', ['stages.publish', [], { dryRun: false }]],
  [
    'publish iris@production iris@staging --dry-run',
    ['stages.publish', ['iris@production', 'iris@staging'], { dryRun: true }],
  ],
  ['publish --reason nightly', ['stages.publish', [], { dryRun: false, reason: 'nightly' }]],
  ['proposal list', ['proposals.list', { state: 'open' }]],
  ['proposal list --state all', ['proposals.list', { state: 'all' }]],
  ['proposal show 7', ['proposals.show', '7', {}]],
  ['proposal show 7 --at yesterday', ['proposals.show', '7', { at: 'yesterday' }]],
  ['proposal list --at v1', ['proposals.list', { state: 'open', at: 'v1' }]],
  ['proposal approve 7', ['proposals.approve', '7', { dryRun: false }]],
  [
    'proposal approve 7 --comment fine --check bias=https://example.org/bias legal=yes',
    [
      'proposals.approve',
      '7',
      { dryRun: false, comment: 'fine', checks: { bias: 'https://example.org/bias', legal: 'yes' } },
    ],
  ],
  ['proposal reject 7 --comment no', ['proposals.reject', '7', { dryRun: false, comment: 'no' }]],
  ['proposal refresh 7', ['proposals.refresh', '7', { dryRun: false }]],
  ['proposal refresh 7 --dry-run', ['proposals.refresh', '7', { dryRun: true }]],
  ['proposal merge 7', ['proposals.merge', '7', { breakGlass: false, dryRun: false }]],
  [
    'proposal merge 7 --break-glass --reason outage',
    ['proposals.merge', '7', { breakGlass: true, dryRun: false, reason: 'outage' }],
  ],
  ['proposal close 7 --reason superseded', ['proposals.close', '7', { dryRun: false, reason: 'superseded' }]],
  [
    'evaluate iris@1.1.0',
    ['evidence.evaluate', { ref: 'iris@1.1.0', dryRun: false, onProgress: expect.any(Function) }],
  ],
  [
    'evaluate iris@1.1.0 --dataset holdout --dry-run',
    ['evidence.evaluate', { ref: 'iris@1.1.0', dataset: 'holdout', dryRun: true, onProgress: expect.any(Function) }],
  ],
  ['validate', ['health.validate', {}]],
  ['validate models/iris registry.yaml', ['health.validate', { paths: ['models/iris', 'registry.yaml'] }]],
  ['validate --since origin/main', ['health.validate', { since: 'origin/main' }]],
  ['doctor', ['health.doctor']],
];

describe('a command', () => {
  it.each(requests)('mergeline %s makes its request', async (words, call) => {
    const { code, calls, stderr } = await runCli(words.split(' '));

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(calls).toEqual([call]);
  });

  it('closes the registry that it opened, also when it fails', async () => {
    const works = fakeRegistry();
    const fails = fakeRegistry({ models: { list: () => Promise.reject(new Error('broken')) } });

    await runCli(['list'], { registry: works });
    await runCli(['list'], { registry: fails });

    expect([works.closed, fails.closed]).toEqual([true, true]);
  });

  it('answers programs with the answer of the product, unchanged', async () => {
    const { stdout } = await runCli(['list', '--json']);

    expect(JSON.parse(stdout)).toEqual(await fakeRegistry().models.list());
  });
});

describe('the options of every command', () => {
  it.each([
    ['behind it', ['list', '--registry', './models', '--as', 'bea']],
    ['before it', ['--registry', './models', '--as=bea', 'list']],
  ])('may stand %s', async (_where, words) => {
    const { opened } = await runCli(words);

    expect(opened).toEqual([{ address: './models', actor: 'bea' }]);
  });

  it('take registry and actor from the environment', async () => {
    const { opened } = await runCli(['list'], { env: { MERGELINE_REGISTRY: '/elsewhere', MERGELINE_ACTOR: 'cem' } });

    expect(opened).toEqual([{ address: '/elsewhere', actor: 'cem' }]);
  });

  it('leave the actor to the registry when nobody says who acts', async () => {
    const { opened } = await runCli(['list']);

    expect(opened).toEqual([{ address: '/registry', actor: undefined }]);
  });
});
