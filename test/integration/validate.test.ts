import { describe, expect, it } from 'vitest';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { makeLargeRegistry } from '../../bench/large-registry.ts';
import { sampleManifest } from '../../bench/sample-manifest.ts';
import { encode } from '../../registry-schema/codec.ts';
import { commitFiles } from '../support/commit-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene } from './support/command-scene.ts';

const bad = 'models/model-3/versions/2.0.0.yaml';

/** Commits a manifest in which one field is misspelt; tells its line. */
async function commitBadManifest(registry: string): Promise<number> {
  const good = Buffer.from(encode('ModelVersion', sampleManifest('model-3', '2.0.0'))).toString();
  const text = good.replace(/^licence:/m, 'license:');
  await using repository = await openGitRepository({ path: registry });
  await commitFiles(repository, { [bad]: text });
  return text.split('\n').findIndex((line) => line.startsWith('license:')) + 1;
}

describe('mergeline validate in a registry of 10,000 versions', () => {
  it('finds nothing wrong, then the one bad manifest among them at its line', async () => {
    const scene = new CommandScene(await temporaryFolder());
    await makeLargeRegistry(scene.registry, { models: 10, versions: 1_000, versionsPerCommit: 100 });
    const files = 10_000 + 10 + 1;

    expect(await scene.answer('validate')).toMatchObject({ files, faults: [] });

    const line = await commitBadManifest(scene.registry);
    const { code, stdout, stderr } = await scene.run(['validate', '--json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      files: files + 1,
      faults: [{ file: bad, line, column: 1, message: expect.stringContaining('did you mean licence?') }],
    });

    const { versions, faults } = await scene.answer('list', 'model-3');
    expect(versions).toHaveLength(1_000);
    expect(faults).toEqual([expect.objectContaining({ file: bad, line })]);
    expect((await scene.answer('list')).models).toHaveLength(10);
  });
});
