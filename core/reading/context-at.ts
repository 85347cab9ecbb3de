import type { RegistryContext } from '../context.ts';
import { instantOf } from '../domain/duration.ts';
import type { Instant } from '../domain/manifest.ts';
import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { findInstant } from './parse-instant.ts';
import { PastRepository } from './past-repository.ts';
import { snapshotAt } from './snapshot-at.ts';

/**
 * The world as it was: registry, records, forge and clock. For what is told of proposals, which several branches tell
 * together. A commit stands for the time until the next one came.
 * @throws MergelineError as `snapshotAt`; `USAGE` where the forge does not remember.
 */
export async function contextAt(context: RegistryContext, at: string): Promise<RegistryContext> {
  const { branch, recordsBranch, forgeAsOf, workTree: _, loadSearchIndex: __, ...rest } = context;
  if (forgeAsOf === undefined)
    throw new MergelineError('USAGE', 'The forge of this registry does not tell how proposals stood at another time.');
  const { commit } = await snapshotAt(context, at);
  const now = context.clock.now();
  const end = findInstant(at, { now, towards: 'past' }) ?? (await endOf(commit.oid, context));
  const moment = [end, now].toSorted()[0] ?? now;
  const records = await newestBy(moment, recordsBranch, context);
  const tips = new Map([[branch, commit.oid], ...(records === undefined ? [] : [[recordsBranch, records] as const])]);
  const past = { repository: new PastRepository(context.repository, tips), clock: { now: () => moment } };
  return { ...rest, branch, recordsBranch, forgeAsOf, ...past, forge: forgeAsOf(past) };
}

type Place = Pick<RegistryContext, 'repository' | 'branch' | 'clock'>;

/** The last second before the next commit of the branch; now for the newest one, and for one that is not on it. */
async function endOf(commit: Oid, { repository, branch, clock }: Place): Promise<Instant> {
  const tip = await repository.tip(branch);
  let next: Instant | undefined;
  for await (const entry of tip === undefined ? [] : repository.history(tip)) {
    if (entry.commit.oid === commit) break;
    next = entry.commit.at;
  }
  return next === undefined ? clock.now() : instantOf(Date.parse(next) - 1_000);
}

/** By the rule of dates: the newest first-parent commit whose committer time is not later. */
async function newestBy(moment: Instant, branch: string, { repository }: Place): Promise<Oid | undefined> {
  const tip = await repository.tip(branch);
  for await (const { commit } of tip === undefined ? [] : repository.history(tip))
    if (Date.parse(commit.at) <= Date.parse(moment)) return commit.oid;
  return undefined;
}
