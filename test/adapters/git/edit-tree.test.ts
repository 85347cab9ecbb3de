import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import { commitFiles, type Files } from '../../support/commit-files.ts';
import { initGit } from '../../support/git-fixture.ts';

/** Few names that sort closely, so that folders and files meet in every order. */
const name = fc.constantFrom('a', 'a-b', 'a.b', 'a0', 'b', 'b\u00e9', '\u{1f600}', 'z');
const path = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((names) => names.map((it, at) => `${it}${at}`).join('/'));
const content = fc.option(fc.string({ maxLength: 8 }), { freq: 4 });
const edits = fc.dictionary(path, content, { minKeys: 1, maxKeys: 12 });

describe('an edited tree', () => {
  it('has the id that git gives the same files', async () => {
    await using fixture = await initGit('--bare');
    const { git, folder } = fixture;
    await using repository = await openGitRepository({ path: folder });
    const writeTree = async (files: ReadonlyMap<string, string>) => {
      const entries = [...files].map(([file, text]) => `100644 ${blobId(text)}\t${file}\0`);
      await git('read-tree', '--empty');
      await git.feed(entries.join(''), 'update-index', '-z', '--index-info');
      return git('write-tree');
    };
    let run = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 3 }), async (steps) => {
        run += 1;
        const files = new Map<string, string>();
        for (const step of steps) {
          if (!(await applies(step, files))) continue;
          const oid = await commitFiles(repository, step, { branch: `run-${run}` });
          expect((await repository.snapshot(oid)).commit.tree).toBe(await writeTree(files));
        }
      }),
      { numRuns: 15 },
    );
    expect(await git('fsck', '--strict')).not.toContain('error');
  });
});

function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Applies a step to the model; a step in which a file and a folder would meet is left out. */
async function applies(step: Files, files: Map<string, string>): Promise<boolean> {
  const after = new Map(files);
  for (const [file, text] of Object.entries(step)) if (text === null) after.delete(file);
  for (const [file, text] of Object.entries(step)) if (text !== null) after.set(file, text);
  const paths = [...after.keys()];
  if (paths.some((one) => paths.some((other) => other.startsWith(`${one}/`)))) return false;
  files.clear();
  for (const [file, text] of after) files.set(file, text);
  return true;
}
