import { describe, expect, it } from 'vitest';
import type { Oid } from '../../core/domain/records.ts';
import type { Moment } from '../../core/reading/moment.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';

const march: Moment = {
  asked: '2026-03-31',
  instant: '2026-03-31T23:59:59Z',
  commit: '0123456789abcdef0123456789abcdef01234567' as Oid,
  at: '2026-03-30T17:12:05Z',
  place: 'passed',
};

/** Whatever is asked, the registry tells these moments before it answers. */
async function run(words: readonly string[], ...moments: readonly Moment[]) {
  const registry = fakeRegistry();
  const product = {
    async openRegistry(_address: string, { onMoment }: { readonly onMoment?: (moment: Moment) => void }) {
      for (const moment of moments) onMoment?.(moment);
      return registry;
    },
  };
  return await runCli(words, { product });
}

it('what is suggested next is about the same moment', async () => {
  const { stdout } = await run(['list', '--at', '2026-03-31'], march);
  expect(stdout).toMatch(/mergeline list \S+ --at 2026-03-31 {2}its versions/);
});

describe('a note about the moment', () => {
  it('says which commit of which time an answer is about, before the answer and not in it', async () => {
    const { stdout, stderr } = await run(['list', '--at', '2026-03-31'], march);

    expect(stderr).toBe(
      'note: the registry as it stood on 2026-03-31 23:59:59 UTC: commit 0123456789 of 2026-03-30 17:12 UTC\n',
    );
    expect(stdout).not.toContain('note');
  });

  it('stands there once, however often the registry is asked', async () => {
    const { stderr } = await run(['list', '--at', '2026-03-31'], march, march);

    expect(stderr.match(/note/g)).toHaveLength(1);
  });

  it.each<[string, Partial<Moment>, string]>([
    ['is the newest', { place: 'present' }, ', the newest one\n'],
    [
      'stands for a day to come',
      { place: 'present', isAhead: true },
      'note: 2026-03-31 23:59:59 UTC is still to come; the registry now: commit',
    ],
    ['is not of the registry', { place: 'elsewhere' }, 'which the registry does not have in its history'],
    ['could be a tag too', { namesCommit: true }, '2026-03-31 is taken for a date'],
  ])('says that the commit %s', async (_what, change, text) => {
    const { stderr } = await run(['list', '--at', '2026-03-31'], { ...march, ...change });

    expect(stderr).toContain(text);
  });

  it('shows no control character of what was asked', async () => {
    const { stderr } = await run(['list', '--at', 'x'], { ...march, asked: 'x\u001b[2J', namesCommit: true });

    expect(stderr).not.toContain('\u001b');
  });

  it.each(['--json', '--quiet'])('is left out by %s', async (flag) => {
    expect((await run(['list', '--at', '2026-03-31', flag], march)).stderr).toBe('');
  });

  it.each(['-3d', '3 days ago', '-1d 12h'])('belongs to --at %s, which is no option of its own', async (at) => {
    expect((await runCli(['list', '--at', at])).calls).toEqual([['models.list', { at }]]);
  });
});
