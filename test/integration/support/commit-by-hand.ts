import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GitFixture } from '../../support/git-fixture.ts';

/** Commits notes with plain git, as often as there is time, until told to stop; tells the messages of what Git accepted. */
export async function commitByHand({ git, folder }: GitFixture, signal: AbortSignal): Promise<readonly string[]> {
  const made: string[] = [];
  await mkdir(join(folder, 'notes'));
  for (let at = 0; !signal.aborted; at += 1) {
    await writeFile(join(folder, `notes/${at}.md`), `Note ${at}\n`);
    if (await persist(() => git('add', `notes/${at}.md`), signal)) {
      if (await persist(() => git('commit', '--quiet', '-m', `Note ${at}`), signal)) made.push(`Note ${at}`);
    }
  }
  return made;
}

/** As a person does: when Git says that the index or HEAD is locked or moved, the same command again. */
async function persist(command: () => Promise<string>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const outcome = await command().catch((error: Error) => error);
    if (typeof outcome === 'string') return true;
    if (!/index\.lock|cannot lock ref|HEAD/.test(outcome.message)) throw outcome;
    await sleep(Math.random() * 30);
  }
  return false;
}
