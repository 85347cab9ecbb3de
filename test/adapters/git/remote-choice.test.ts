import { expect, test } from 'vitest';
import { GitConfig, parseGitConfig } from '../../../adapters/git/layout/git-config.ts';
import { remoteChoiceOf } from '../../../adapters/git/remote-choice.ts';

const origin = '[remote "origin"]\n\turl = https://example.org/models.git\n';
const choiceOf = (text: string) => remoteChoiceOf(new GitConfig(parseGitConfig(text)));

test('a repository without remotes is its own registry', () => {
  expect(choiceOf('')).toEqual({ kind: 'local' });
});

test('a clone that says nothing is undecided, and origin is what it was cloned from', () => {
  const both = `[remote "backup"]\n\turl = /backup\n${origin}`;
  expect(choiceOf(both)).toEqual({ kind: 'undecided', remote: 'origin' });
});

test('mergeline.remote decides for the remote or for this repository', () => {
  expect(choiceOf(`${origin}[mergeline]\n\tremote = origin\n`)).toEqual({ kind: 'remote', remote: 'origin' });
  expect(choiceOf(`${origin}[mergeline]\n\tremote = none\n`)).toEqual({ kind: 'local' });
});

test('a remote that there is not is refused with those that there are', () => {
  expect(() => choiceOf(`${origin}[mergeline]\n\tremote = upstream\n`)).toThrow(
    expect.objectContaining({ code: 'REMOTE_UNDECIDED', hint: 'Set it to none or origin.' }),
  );
});
