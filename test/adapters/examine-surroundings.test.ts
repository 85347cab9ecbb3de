import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actingPerson } from '../../adapters/acting-person.ts';
import { examineSurroundings } from '../../adapters/examine-surroundings.ts';
import { findGitLayout } from '../../adapters/git/layout/find-git-layout.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';

async function surroundingsOf({ folder }: GitFixture) {
  return await examineSurroundings(await findGitLayout(folder), 'git', undefined);
}

describe('the surroundings of a registry', () => {
  it('are quiet in a repository of one person', async () => {
    await using fixture = await initGit();

    expect(await surroundingsOf(fixture)).toEqual({ identity: 'git', writes: { kind: 'local' }, unfinished: [] });
  });

  it('tell of a merge that somebody has not ended', async () => {
    await using fixture = await initGit();
    const { git, folder } = fixture;
    const commit = async (text: string) => {
      await writeFile(join(folder, 'a.txt'), text);
      await git('add', 'a.txt');
      await git('commit', '--quiet', '-m', text);
    };
    await commit('first');
    await git('checkout', '--quiet', '-b', 'other');
    await commit('other');
    await git('checkout', '--quiet', 'main');
    await commit('main');
    await git('merge', 'other').catch(() => undefined);

    expect((await surroundingsOf(fixture)).unfinished).toEqual([{ folder, step: 'merge' }]);
  });

  it('tell whether a clone has said where its writes go', async () => {
    await using fixture = await initGit();
    await fixture.git('remote', 'add', 'origin', 'https://example.org/models.git');

    expect((await surroundingsOf(fixture)).writes).toEqual({ kind: 'undecided', remote: 'origin' });
    await fixture.git('config', 'mergeline.remote', 'none');
    expect((await surroundingsOf(fixture)).writes).toEqual({ kind: 'local' });
  });
});

describe('who acts', () => {
  const cases = [
    ['what was said', { actor: 'ann', env: {} }, 'ann', 'option'],
    [
      'what was said, whatever the environment says',
      { actor: 'ann', env: { MERGELINE_ACTOR: 'bob' } },
      'ann',
      'option',
    ],
    ['the environment', { env: { MERGELINE_ACTOR: 'bob' } }, 'bob', 'environment'],
    [
      'the environment, handed over by a shell',
      { actor: 'bob', env: { MERGELINE_ACTOR: 'bob' } },
      'bob',
      'environment',
    ],
    ["git's name", { env: {} }, 'Pat Git', 'git'],
  ] as const;

  it.each(cases)('is known by %s', async (_by, options, name, source) => {
    await using fixture = await initGit();
    await fixture.git('config', 'user.name', 'Pat Git');
    await fixture.git('config', 'user.email', 'pat@git.example');

    const person = await actingPerson(await findGitLayout(fixture.folder), options);

    expect(person).toMatchObject({ name, source });
    expect(person.email).toBe(source === 'git' ? 'pat@git.example' : `${name}@mergeline.invalid`);
  });

  it.each([
    ['what was said', { actor: '\u0430lice', env: {} }],
    ['the environment', { env: { MERGELINE_ACTOR: 'ali\u200bce' } }],
  ])('is not known by %s where the name could pass for another', async (_by, options) => {
    await using fixture = await initGit();

    await expect(actingPerson(await findGitLayout(fixture.folder), options)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      hint: expect.stringContaining('--as'),
    });
  });
});
