import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { looksLikeDate, parseInstant } from './parse-instant.ts';

export interface ReadContext {
  readonly repository: RepositoryReader;
  /** The branch that decides what is registered and who holds a stage. */
  readonly branch: string;
  readonly clock: Clock;
}

/**
 * The registry now, or as it stood at a revision or a date. A date means the newest first-parent commit whose
 * committer time is not later; a bare one, `today` and `yesterday` mean the end of that day in UTC.
 * @throws MergelineError `NOT_A_REGISTRY`, `NAME_INVALID` or `NOT_FOUND`.
 */
export async function snapshotAt(context: ReadContext, at?: string): Promise<Snapshot> {
  const { repository, branch, clock } = context;
  const tip = await repository.tip(branch);
  if (tip === undefined) {
    throw new MergelineError(
      'NOT_A_REGISTRY',
      `The repository has no branch ${branch}, so there is no registry in it.`,
      {
        hint: 'Make a registry with: mergeline init',
      },
    );
  }
  if (at === undefined) return await repository.snapshot(tip);
  const date = dateOf(at, clock);
  if (date !== undefined) {
    const limit = Date.parse(parseInstant(date));
    for await (const { commit } of repository.history(tip)) {
      if (Date.parse(commit.at) <= limit) return await repository.snapshot(commit.oid);
    }
    throw new MergelineError('NOT_FOUND', `The registry has no commit from ${at} or before.`);
  }
  const oid = await resolveRevision(at, context);
  if (oid !== undefined) return await repository.snapshot(oid);
  throw new MergelineError('NOT_FOUND', `${JSON.stringify(at)} is no commit, tag or date of this registry.`, {
    hint: 'Write a commit id, a tag, HEAD~1, yesterday, or a date such as 2026-03-31.',
  });
}

/**
 * A commit by its name, or as git counts back from one along first parents: `HEAD~2`, `main^`, `v1~`. `HEAD` is the tip
 * of the registry's branch. Undefined when there is no such commit.
 * @throws MergelineError `NAME_INVALID` when an abbreviation fits several commits.
 */
export async function resolveRevision(
  text: string,
  { repository, branch }: Pick<ReadContext, 'repository' | 'branch'>,
): Promise<Oid | undefined> {
  const { name, back } = parseRevision(text);
  let oid = name === 'HEAD' ? await repository.tip(branch) : await repository.resolve(name);
  for (let step = 0; step < back && oid !== undefined; step += 1) {
    oid = (await repository.snapshot(oid)).commit.parents[0];
  }
  return oid;
}

/** Git's revision syntax as far as it stays on first parents: `~`, `~3` and `^` add up; `@` alone is `HEAD`. */
function parseRevision(text: string): { readonly name: string; readonly back: number } {
  const [, name = text, steps = ''] = /^([^~^]+)((?:~\d*|\^)*)$/.exec(text) ?? [];
  const counts = Array.from(steps.matchAll(/~(\d*)|\^/g), ([, count = '']) => (count === '' ? 1 : Number(count)));
  return { name: name === '@' ? 'HEAD' : name, back: counts.reduce((sum, count) => sum + count, 0) };
}

const dayInMilliseconds = 86_400_000;

/** The date that the text names: itself, or a day as seen from now. */
function dateOf(text: string, clock: Clock): string | undefined {
  if (looksLikeDate(text)) return text;
  if (text !== 'today' && text !== 'yesterday') return undefined;
  const daysAgo = text === 'today' ? 0 : 1;
  return new Date(Date.parse(clock.now()) - daysAgo * dayInMilliseconds).toISOString().slice(0, 10);
}
