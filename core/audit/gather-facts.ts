import { manifestPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import type { Snapshot } from '../ports/repository.ts';
import { type PointerState, statesLetPass } from '../reading/stage-history.ts';
import type { AuditFacts, PointerPast } from './facts.ts';
import { findStrays } from './find-strays.ts';
import { gatherChangeTrials } from './gather-change-trials.ts';
import { gatherTrials } from './gather-trials.ts';
import { Objects } from './objects.ts';
import { mergesIn, readObjects, readRecorded } from './recorded.ts';
import { rememberedRepository } from './remembered-repository.ts';
import { type Past, pastsOf, type Timeline, timelinesOf } from './timeline.ts';

/** Reads first-parent history and the records branch, each in one pass, and of files what an audit compares. */
export async function gatherFacts(tip: Snapshot, context: RegistryContext): Promise<AuditFacts> {
  const entries = await Array.fromAsync(context.repository.history(tip.commit.oid));
  const ages = new Map(entries.map(({ commit }, age) => [commit.oid, age]));
  const timelines = timelinesOf(entries);
  const objects = new Objects(await readObjects(tip, decidingObjects(timelines)));
  const recorded = await readRecorded(context);
  const merges = new Map(mergesIn(recorded).map(({ value }) => [value.commit, value]));
  const repository = rememberedRepository(context.repository, { entries, recorded });
  const pasts = pastsOf(timelines, 'StagePointer').map((past) => ({ ...past, states: statesOf(past, objects) }));
  const proposals = new Map((await context.forge.list([])).map((proposal) => [proposal.id, proposal]));
  const gathered = { entries, ages, timelines, objects, recorded, merges, proposals };
  const pointers: PointerPast[] = [];
  for (const past of pasts) {
    const passed = await statesLetPass(past.states, recorded.snapshot);
    const sought = { ...past, passed, siblings: pasts.filter(({ place }) => place.model === past.place.model) };
    const trials = await gatherTrials(sought, gathered, { ...context, repository });
    pointers.push({ ...past, passed, trials });
  }
  return {
    ...gathered,
    pointers,
    changes: await gatherChangeTrials(gathered, { ...context, repository }),
    manifests: await registeredDigests(pasts, timelines, tip),
    strays: await findStrays(recorded, entries, repository),
    now: context.clock.now(),
  };
}

/** Every state of every file that decides on something. */
function decidingObjects(timelines: ReadonlyMap<string, Timeline>): readonly Oid[] {
  const kinds = ['StagePointer', 'VersionStatus', 'Registry', 'Model'] as const;
  const steps = kinds.flatMap((kind) => pastsOf(timelines, kind)).flatMap((past) => past.steps);
  return steps.flatMap(({ after }) => (after === undefined ? [] : [after]));
}

/** As `readStageHistory` tells them, of one file and with what it was before it was deleted. */
function statesOf({ path, steps }: Past<'StagePointer'>, objects: Objects): readonly PointerState[] {
  return steps.flatMap(({ after, entry }, index) => {
    const pointer: Pointer | undefined = objects.value('StagePointer', path, after);
    const until = steps[index - 1]?.entry.commit.at;
    if (pointer === undefined || after === undefined) return [];
    return [{ pointer, oid: after, entry, from: entry.commit.at, ...(until && { until }) }];
  });
}

/** The digest of each manifest that a pointer names, in the bytes in which it was registered. */
async function registeredDigests(
  pasts: readonly { readonly states: readonly PointerState[] }[],
  timelines: ReadonlyMap<string, Timeline>,
  tip: Snapshot,
): Promise<ReadonlyMap<string, Digest>> {
  const pointers = pasts.flatMap(({ states }) => states.map(({ pointer }) => pointer));
  const paths = new Set(
    pointers.flatMap(({ model, version }) => (version === null ? [] : [manifestPath(model, version)])),
  );
  const made = new Map<string, Oid>();
  for (const path of paths) {
    const oid = timelines.get(path)?.at(-1)?.after;
    if (oid !== undefined) made.set(path, oid);
  }
  const bytes = await readObjects(tip, [...made.values()]);
  return new Map([...made].map(([path, oid]) => [path, digestOf(bytes.get(oid) ?? new Uint8Array())]));
}
