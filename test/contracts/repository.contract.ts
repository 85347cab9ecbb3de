import { afterEach, beforeEach, describe } from 'vitest';
import type { Repository } from '../../core/ports/repository.ts';
import { describeCommits } from './repository/commits.ts';
import { describeHistory } from './repository/history.ts';
import { RepositoryScene } from './repository/repository-scene.ts';
import { describeSnapshots } from './repository/snapshots.ts';

export interface RepositoryUnderTest {
  readonly repository: Repository;
  dispose?(): Promise<void>;
}

const places = [
  ['at the top', ''],
  ['in a folder', 'registries/ml'],
] as const;

/** What every Repository promises: the registry at the top of a repository, and in a folder of it. */
export function describeRepository(
  name: string,
  open: (root: string) => Promise<RepositoryUnderTest>,
  { only = places.map(([place]) => place) }: { readonly only?: readonly string[] } = {},
): void {
  describe.each(places.filter(([place]) => only.includes(place)))(`${name}, registry ${'%s'}`, (_, root) => {
    const scene = new RepositoryScene();
    let opened: RepositoryUnderTest;

    beforeEach(async () => {
      opened = await open(root);
      scene.begin(opened.repository);
    });
    afterEach(async () => opened.dispose?.());

    describeCommits(scene);
    describeSnapshots(scene);
    describeHistory(scene);
  });
}
