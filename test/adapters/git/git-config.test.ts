import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseGitConfig } from '../../../adapters/git/layout/git-config.ts';
import { initGit } from '../../support/git-fixture.ts';

const text = `
; a comment
[core]
	bare = false
	FileMode
[Remote "Origin's \\"x\\" \\\\"] url = https://example.com/a#b ; comment
	url = "quoted # not a comment; " and more  \t
	fetch = +refs/heads/*:refs/remotes/origin/* # comment
	escaped = a\\tb\\nc\\\\d\\"e
	continued = one \\
  two
	empty =
[mergeline]branch=trunk
[a.b]
	c = "x" y "z"
`;

it('a configuration file says what git says it says', async () => {
  await using fixture = await initGit();
  await writeFile(join(fixture.folder, 'config'), text);
  const listed = await fixture.git('config', '--null', '--list', '--file', 'config');
  const expected = listed
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [name, ...value] = line.split('\n');
      return [name, value.length === 0 ? 'true' : value.join('\n')];
    });

  const parsed = [...parseGitConfig(text)].flatMap(([name, values]) => values.map((value) => [name, value]));

  expect(parsed).toEqual(expected);
});
