import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRegistry } from '../../adapters/open-registry.ts';
import type { Moment } from '../../core/reading/moment.ts';
import { reviewed, unreviewed } from '../core/support/policies.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';
import { requireTool } from '../support/require-tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene, irisExamples, launcher } from './support/command-scene.ts';

const faketime = requireTool('faketime');

/** One commit, as a person with some clock in some zone makes it. */
interface Made {
  /** Committer time, such as `2026-03-01T12:00:00Z`. */
  readonly at: string;
  /** Of the committer, as git writes it. */
  readonly zone?: string;
  /** By their places in the list; the commit before, when absent. */
  readonly parents?: readonly number[];
}

interface History extends GitFixture {
  /** Ids of the commits, in the order in which they were made; the last one is the tip of `main`. */
  readonly oids: readonly string[];
}

/** A bare registry whose commits are these: https://git-scm.com/docs/git-fast-import */
async function historyOf(...commits: readonly Made[]): Promise<History> {
  const fixture = await initGit('--bare');
  onTestFinished(() => fixture[Symbol.asyncDispose]());
  const marks = join(await temporaryFolder(), 'marks');
  await fixture.git.feed(
    commits.map(importOf).join(''),
    'fast-import',
    '--quiet',
    '--force',
    `--export-marks=${marks}`,
  );
  const lines = (await readFile(marks, 'utf8')).trim().split('\n');
  const byMark = new Map(lines.map((line) => line.split(' ') as [string, string]));
  return { ...fixture, oids: commits.map((_, at) => byMark.get(`:${at + 1}`) ?? '') };
}

function importOf({ at, zone = '+0000', parents }: Made, index: number): string {
  const [first, ...others] = parents ?? (index === 0 ? [] : [index - 1]);
  const policy = unreviewed();
  return [
    ...(first === undefined ? ['reset refs/heads/main\n'] : []),
    `commit refs/heads/main\nmark :${index + 1}\n`,
    `committer Pat <pat@example.com> ${Date.parse(at) / 1000} ${zone}\ndata 1\nx\n`,
    ...(first === undefined ? [] : [`from :${first + 1}\n`]),
    ...others.map((parent) => `merge :${parent + 1}\n`),
    ...(first === undefined ? [`M 100644 inline registry.yaml\ndata ${policy.length}\n${policy}\n`] : []),
    `M 100644 inline note\ndata ${String(index).length}\n${index}\n`,
  ].join('');
}

/** The place of the commit that a moment means, and what people are told of it. */
async function lookUp({ folder, oids }: History, at: string) {
  const moments: Moment[] = [];
  const onMoment = (moment: Moment) => moments.push(moment);
  const registry = await openRegistry(folder, { cwd: folder, env: {}, actor: 'ann', onMoment });
  try {
    const { registryCommit } = await registry.models.list({ at });
    return { place: oids.indexOf(registryCommit), moments };
  } finally {
    await registry.close();
  }
}

const placeOf = async (history: History, at: string) => (await lookUp(history, at)).place;

describe('a date means', () => {
  it('the last of several commits of one second', async () => {
    const second = '2026-03-01T12:00:00Z';
    const history = await historyOf({ at: second }, { at: second }, { at: second }, { at: '2026-03-01T12:00:01Z' });

    expect(await placeOf(history, second)).toBe(2);
    expect(await placeOf(history, '2026-03-01T12:00:01Z')).toBe(3);
  });

  it('the newest commit that is not later, where a clock went back', async () => {
    const history = await historyOf(
      { at: '2026-03-01T10:00:00Z' },
      { at: '2026-03-05T10:00:00Z' },
      { at: '2026-03-02T10:00:00Z' },
      { at: '2026-03-04T10:00:00Z' },
    );

    // The one of the 5th stands before that of the 2nd: it hides nothing, and is hidden from the day on at which it was made.
    expect(
      await Promise.all(['01', '02', '03', '04', '05', '06'].map((day) => placeOf(history, `2026-03-${day}`))),
    ).toEqual([0, 2, 2, 3, 3, 3]);
  });

  it('no commit of a second parent, be it older or younger than the merge', async () => {
    const history = await historyOf(
      { at: '2026-03-01T10:00:00Z' },
      { at: '2026-03-02T10:00:00Z', parents: [0] },
      { at: '2026-03-09T10:00:00Z', parents: [1] },
      { at: '2026-03-03T10:00:00Z', parents: [0] },
      { at: '2026-03-04T10:00:00Z', parents: [3, 2] },
    );

    expect(await Promise.all(['02', '03', '04', '09'].map((day) => placeOf(history, `2026-03-${day}`)))).toEqual([
      0, 3, 4, 4,
    ]);
  });

  it('a day in UTC, wherever the committers live', async () => {
    const history = await historyOf(
      { at: '2026-03-01T22:59:59Z', zone: '+1400' },
      { at: '2026-03-01T23:59:59Z', zone: '-1200' },
      { at: '2026-03-02T00:00:00Z', zone: '+0530' },
    );

    expect(await placeOf(history, '2026-03-01')).toBe(1);
    expect(await placeOf(history, '2026-03-02T01:00+02:00')).toBe(0);
    expect(await placeOf(history, '2026-03-02 00:00:00 +0000')).toBe(2);
  });

  it('what there is now, where it is to come, and nothing before the first commit', async () => {
    const history = await historyOf({ at: '2026-03-01T10:00:00Z' }, { at: '2026-03-02T10:00:00Z' });

    expect(await lookUp(history, '2099-01-01')).toMatchObject({ place: 1, moments: [{ place: 'present' }] });
    await expect(placeOf(history, '2026-03-01T09:59:59Z')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining(history.oids[0]?.slice(0, 10) ?? ''),
    });
  });

  it('what git rev-list --first-parent shows, in any disorder of clocks and merges', async () => {
    const day = fc.integer({ min: 1, max: 28 }).map((date) => `2026-03-${String(date).padStart(2, '0')}T12:00:00Z`);
    const merging = fc.record({ at: day, first: fc.nat(), second: fc.option(fc.nat()) });
    await fc.assert(
      fc.asyncProperty(fc.array(merging, { minLength: 1, maxLength: 12 }), day, async (commits, asked) => {
        const made = commits.map(({ at, first, second }, index) => ({
          at,
          parents: index === 0 ? [] : [...new Set([first % index, ...(second === null ? [] : [second % index])])],
        }));
        const history = await historyOf(...made);
        const listed = await history.git('log', '--first-parent', '--format=%H %ct', 'main');
        const expected = listed
          .split('\n')
          .map((line) => line.split(' '))
          .find(([, seconds]) => Number(seconds) * 1000 <= Date.parse(asked))?.[0];

        const found = await lookUp(history, asked).catch(() => undefined);
        expect(found && history.oids[found.place]).toBe(expected);
      }),
      { numRuns: process.env['MERGELINE_FULL'] ? 60 : 8 },
    );
  });

  it('the date and not the tag that has its name, which is named in full', async () => {
    const history = await historyOf({ at: '2026-03-01T10:00:00Z' }, { at: '2026-03-02T10:00:00Z' });
    await history.git('tag', '-a', '-m', 'x', '2026-03-02', history.oids[0] ?? '');
    await history.git('tag', 'yesterday', history.oids[0] ?? '');

    expect(await lookUp(history, '2026-03-02')).toMatchObject({ place: 1, moments: [{ namesCommit: true }] });
    expect(await placeOf(history, 'refs/tags/2026-03-02')).toBe(0);
    expect(await placeOf(history, 'yesterday')).toBe(1);
  });
});

describe('a history that is not whole', () => {
  it('is refused where the clone is shallow, with the command that deepens it', async () => {
    const scene = new CommandScene(await temporaryFolder());
    const { folder } = await historyOf({ at: '2026-03-01T10:00:00Z' }, { at: '2026-03-02T10:00:00Z' });
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${folder}`, scene.registry]);

    const { code, stderr } = await scene.run(['list', '--at', '2026-03-01', '--json']);

    expect({ code, error: JSON.parse(stderr).error }).toMatchObject({
      code: 2,
      error: { code: 'REPOSITORY_UNSUPPORTED', hint: expect.stringContaining('git fetch --unshallow') },
    });
  });

  it('is that of the branch as it is, after it was forced to another one', async () => {
    const history = await historyOf(
      { at: '2026-03-01T10:00:00Z' },
      { at: '2026-03-02T10:00:00Z' },
      { at: '2026-03-02T11:00:00Z', parents: [0] },
    );

    expect(await placeOf(history, '2026-03-02T10:30:00Z')).toBe(0);
    expect(await lookUp(history, history.oids[1] ?? '')).toMatchObject({ place: 1, moments: [{ place: 'elsewhere' }] });
  });
});

describe('the command', () => {
  it("shows yesterday's production after today's promotion", async (context) => {
    context.skip(!faketime.available, faketime.reason);
    const home = await temporaryFolder();
    const registry = join(home, 'registry');
    const run = (date: string, ...words: readonly string[]) =>
      execFileSync('faketime', [date, process.execPath, launcher, ...words], {
        cwd: home,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          TZ: 'UTC',
          GIT_CONFIG_NOSYSTEM: '1',
          MERGELINE_ACTOR: 'ann',
          MERGELINE_REGISTRY: registry,
        },
      });
    const answer = (date: string, ...words: readonly string[]) => JSON.parse(run(date, ...words, '--json'));
    const ship = (date: string, file: string, version: string) => {
      answer(date, 'register', 'iris', join(irisExamples, file), '--version', version);
      const { proposal } = answer(date, 'promote', `iris@${version}`, '--to', 'production');
      answer(date, 'proposal', 'merge', proposal.id);
    };
    mkdirSync(registry);
    run('2026-03-01 08:00:00', 'init', registry);
    writeFileSync(join(registry, 'registry.yaml'), reviewed('- gate: servable'));
    const git = (...words: readonly string[]) =>
      execFileSync('faketime', ['2026-03-01 08:30:00', 'git', '-C', registry, ...words], {
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', TZ: 'UTC' },
      });
    git('-c', 'user.name=Pat', '-c', 'user.email=pat@example.com', 'commit', '-qam', 'policy');
    ship('2026-03-01 09:00:00', 'baseline/model.joblib', '1.0.0');
    ship('2026-03-02 09:00:00', 'improved/model.pkl', '1.1.0');

    const today = '2026-03-02 10:00:00';
    const production = (...at: readonly string[]) => answer(today, 'show', 'iris@production', ...at).manifest.version;
    expect(production()).toBe('1.1.0');
    for (const at of ['yesterday', '2026-03-01', '-1d', '2026-03-02T08:59:59Z', '2026-03-02T10:30+02:00'])
      expect(production('--at', at), at).toBe('1.0.0');
    const { events } = answer(today, 'history', 'iris@production', '--at', 'yesterday');
    expect(events).toMatchObject([{ kind: 'promoted', version: '1.0.0' }]);
    const { lineage } = answer(today, 'show', 'iris@production', '--lineage', '--at', 'yesterday');
    expect(lineage.stays).toMatchObject([{ stage: 'production', until: null, published: { by: 'ann' } }]);
    expect(answer(today, 'show', 'iris@1.0.0', '--lineage').lineage.stays).toMatchObject([
      { from: expect.stringMatching(/^2026-03-01T/), until: expect.stringMatching(/^2026-03-02T/) },
    ]);
  });
});
