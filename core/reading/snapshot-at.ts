import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Commit, RepositoryReader, Snapshot } from '../ports/repository.ts';
import { type Moment, momentOf } from './moment.ts';
import { findInstant } from './parse-instant.ts';

export interface ReadContext {
  readonly repository: RepositoryReader;
  /** The branch that decides what is registered and who holds a stage. */
  readonly branch: string;
  readonly clock: Clock;
  /** Told which state of the registry an answer is about, whenever another than the present one is asked for. */
  readonly onMoment?: (moment: Moment) => void;
}

/**
 * The registry now, or as it stood at a revision or a date. A date means the newest first-parent commit whose
 * committer time is not later, whatever the clocks of the commits around it say. Text that is written as a date is one,
 * also where a tag has that name.
 * @throws MergelineError `NOT_A_REGISTRY`, `NAME_INVALID` or `NOT_FOUND`.
 */
export async function snapshotAt(context: ReadContext, at?: string): Promise<Snapshot> {
  const { repository, clock, onMoment } = context;
  const tip = await requireTip(context);
  if (at === undefined) return await repository.snapshot(tip);
  const instant = findInstant(at, { now: clock.now(), towards: 'past' });
  const commit = instant === undefined ? await commitNamed(at, context) : await commitBy(instant, tip, context);
  const snapshot = await repository.snapshot(commit);
  if (onMoment !== undefined) onMoment(await momentOf({ asked: at, instant, commit: snapshot.commit }, context));
  return snapshot;
}

async function requireTip({ repository, branch }: ReadContext): Promise<Oid> {
  const tip = await repository.tip(branch);
  if (tip !== undefined) return tip;
  throw new MergelineError('NOT_A_REGISTRY', `The repository has no branch ${branch}, so there is no registry in it.`, {
    hint: 'Make a registry with: mergeline init',
  });
}

async function commitBy(instant: string, tip: Oid, { repository }: ReadContext): Promise<Oid> {
  const limit = Date.parse(instant);
  let first: Commit | undefined;
  for await (const { commit } of repository.history(tip)) {
    if (Date.parse(commit.at) <= limit) return commit.oid;
    first = commit;
  }
  throw new MergelineError('NOT_FOUND', `The registry has no commit from ${instant} or before.`, {
    hint:
      first && `Its first one is ${first.oid.slice(0, 10)} of ${first.at}: --at ${first.oid.slice(0, 10)} shows it.`,
  });
}

async function commitNamed(text: string, context: ReadContext): Promise<Oid> {
  const oid = await resolveRevision(text, context);
  if (oid !== undefined) return oid;
  throw new MergelineError('NOT_FOUND', `${JSON.stringify(text)} is no commit, tag or date of this registry.`, {
    hint: meantDate(text) ?? 'Write a commit id, a tag, HEAD~1, yesterday, -3d, or a date such as 2026-03-31.',
  });
}

/** `20260331` may begin the id of a commit; `3d` has no sign. */
function meantDate(text: string): string | undefined {
  const [, year, month, date] = /^(\d{4})[./]?(\d{2})[./]?(\d{2})$/.exec(text) ?? [];
  if (year !== undefined) return `If a date is meant, write: --at ${year}-${month}-${date}`;
  return /^\d{1,6}[wdhms]$/.test(text) ? `If ${text} ago is meant, write: --at -${text}` : undefined;
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
