import { decode } from '../../registry-schema/codec.ts';
import { parsePath } from '../../registry-schema/layout.ts';
import { millisecondsOf } from '../domain/duration.ts';
import type { Instant } from '../domain/manifest.ts';
import type { Status } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { findStatus, findVersion, listPointers } from '../reading/read-registry.ts';

interface Place {
  readonly proposal: Pick<Proposal, 'requestedBy'>;
  readonly changes: readonly Change[];
  readonly head: Snapshot;
  readonly base: Snapshot;
}

/** Judges the tombstones that a proposal brings: what no stage holds may be erased, once, in the name of who asked. */
export async function judgeErasure(place: Place, now: Instant): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { path } of place.changes.filter((change) => parsePath(change.path)?.kind === 'VersionStatus')) {
    const file = await place.head.read(path);
    const fault = file && (await faultOf(decode('VersionStatus', file.bytes, { file: path }), place, now));
    verdicts.push(
      fault === undefined
        ? { gate: 'erasure', verdict: 'pass', reason: 'No stage holds the version.' }
        : { gate: 'erasure', verdict: 'fail', reason: fault },
    );
  }
  return verdicts;
}

async function faultOf(
  { model, version, state, by, at }: Status,
  { proposal, base }: Place,
  now: Instant,
): Promise<string | undefined> {
  const ref = `${model}@${version}`;
  if (state !== 'erased') return `It says that ${ref} is ${state}; a proposal of a status may only erase.`;
  if (by !== proposal.requestedBy) return `It says that ${by} erased ${ref}, but ${proposal.requestedBy} asked for it.`;
  if (millisecondsOf(at) > millisecondsOf(now))
    return `It says that ${ref} was erased at ${at}, which is still to come.`;
  if ((await findVersion(base, model, version)) === undefined) return `There is no version ${ref}.`;
  const present = await findStatus(base, model, version);
  if (present?.state === 'erased') return `${ref} was erased already by ${present.by}: ${present.reason}`;
  const stages = (await listPointers(base, model)).filter((pointer) => pointer.version === version);
  const [held] = stages;
  if (held === undefined) return undefined;
  const names = stages.map(({ stage }) => stage).join(', ');
  return `${ref} holds ${names}. Give the stage to another version first: mergeline rollback ${model} --stage ${held.stage}, or empty it: mergeline withdraw ${model} --stage ${held.stage}.`;
}
