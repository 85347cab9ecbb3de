import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { named } from '../../../adapters/git/objects/git-object.ts';
import { PackedObjects } from '../../../adapters/git/objects/packed-objects.ts';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import type { Oid } from '../../../core/domain/records.ts';
import { noise } from '../../support/bytes.ts';
import { commitFiles } from '../../support/commit-files.ts';
import { type GitFixture, initGit } from '../../support/git-fixture.ts';

/** Thirty versions of a file that grows and changes in places, so that packs tell them as differences; and one that is long. */
async function makeHistory({ folder }: GitFixture): Promise<void> {
  await using repository = await openGitRepository({ path: folder });
  const long = noise(200_000).toString('hex');
  for (let at = 0; at < 30; at += 1) {
    const lines = Array.from(
      { length: 200 + at },
      (_, line) => `line ${line}: ${line % 40 === at ? 'changed' : 'same'}`,
    );
    await commitFiles(repository, { [`models/m${at % 5}/x.yaml`]: lines.join('\n'), 'long.bin': `${long}${at}` });
  }
}

async function allObjects({ git }: GitFixture): Promise<readonly Oid[]> {
  const listed = await git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)');
  return listed.split('\n') as Oid[];
}

describe('packed objects', () => {
  it.each([
    ['differences to earlier places', ['-c', 'repack.useDeltaBaseOffset=true']],
    ['differences to names', ['-c', 'repack.useDeltaBaseOffset=false']],
    ['a chain as long as git makes one', ['-c', 'pack.depth=4000', '-c', 'pack.window=60']],
    ['packs of a limited size', ['-c', 'pack.packSizeLimit=1m']],
  ])('are read as git reads them from %s', async (_, options) => {
    await using fixture = await initGit('--bare');
    await makeHistory(fixture);
    await fixture.git(...options, 'repack', '-a', '-d', '-f', '-q');
    await fixture.git('prune-packed', '--quiet');
    const objects = new PackedObjects(join(fixture.folder, 'objects'));

    const oids = await allObjects(fixture);

    expect(oids.length).toBeGreaterThan(150);
    for (const oid of oids) {
      const object = objects.read(oid);
      expect(object && named(object.kind, object.body).oid).toBe(oid);
      expect(objects.startingWith(oid.slice(0, 8))).toContain(oid);
    }
    expect(objects.read('1'.repeat(40) as Oid)).toBeUndefined();
    objects.close();
  });

  it('are read on from a pack that was removed, and from the one that replaced it', async () => {
    await using fixture = await initGit('--bare');
    await makeHistory(fixture);
    await fixture.git('repack', '-a', '-d', '-q');
    const objects = new PackedObjects(join(fixture.folder, 'objects'));
    const [one, other] = (await allObjects(fixture)) as [Oid, Oid];
    objects.read(one);

    for (const name of await readdir(join(fixture.folder, 'objects/pack')))
      await rm(join(fixture.folder, 'objects/pack', name));

    expect(objects.read(other)?.body.length).toBeGreaterThan(0);
    expect(objects.read('1'.repeat(40) as Oid)).toBeUndefined();
    expect(objects.read(one)).toBeUndefined();
    objects.close();
  });

  it('that are damaged are named, and never read wrongly', async () => {
    await using fixture = await initGit('--bare');
    await makeHistory(fixture);
    await fixture.git('repack', '-a', '-d', '-f', '-q');
    const folder = join(fixture.folder, 'objects/pack');
    const name = (await readdir(folder)).find((it) => it.endsWith('.pack')) as string;
    const oids = (await allObjects(fixture)).filter((_, at) => at % 3 === 0);
    const whole = await readFile(join(folder, name));
    await chmod(join(folder, name), 0o644);

    for (let at = 40; at < 4000; at += 397) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x15;
      await writeFile(join(folder, name), damaged);
      const objects = new PackedObjects(join(fixture.folder, 'objects'));
      for (const oid of oids) {
        const object = readOrFail(objects, oid);
        if (object !== 'REPOSITORY_CORRUPT') expect(object).toBe(oid);
      }
      objects.close();
    }
  });
});

function readOrFail(objects: PackedObjects, oid: Oid): string {
  try {
    const object = objects.read(oid);
    return object ? named(object.kind, object.body).oid : 'absent';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
