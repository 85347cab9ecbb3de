import type { Removal, WhyWanted } from '../../core/ports/artifact-store.ts';
import type { Content, RepositoryBlobs } from './registry/repository-blobs.ts';

interface Places {
  readonly from: RepositoryBlobs;
  readonly aside: RepositoryBlobs;
}

/**
 * Removes a blob as docs/decisions/0015 says: out of the repository first, into another where no reader looks, and from
 * there only when nobody needs it by then. What a killed removal left aside is found by the next.
 */
export async function removeBlob(blob: Content, places: Places, whyWanted: WhyWanted): Promise<Removal> {
  const { from, aside } = places;
  const isHere = await from.has(blob);
  if (!isHere && !(await aside.has(blob))) return { outcome: 'absent' };
  const why = await whyWanted();
  if (why !== undefined) {
    await move(blob, aside, from);
    return { outcome: 'kept', why };
  }
  from.checkRemovable();
  if (isHere) await move(blob, from, aside);
  const whyNow = await orGiveBack(whyWanted, () => move(blob, aside, from));
  if (whyNow !== undefined) {
    await move(blob, aside, from);
    return { outcome: 'kept', why: whyNow };
  }
  await aside.remove(blob.digest);
  return { outcome: 'removed' };
}

/** Nothing happens when it is not there. */
async function move(blob: Content, from: RepositoryBlobs, to: RepositoryBlobs): Promise<void> {
  if (!(await from.has(blob))) return;
  const read = () => from.read(blob, `The blob ${blob.digest}`);
  await to.store(blob, read, { alsoIn: [from.path] });
  await from.remove(blob.digest);
}

async function orGiveBack(whyWanted: WhyWanted, giveBack: () => Promise<void>): Promise<string | undefined> {
  try {
    return await whyWanted();
  } catch (error) {
    await giveBack();
    throw error;
  }
}
