import type { RegistryContext } from '../context.ts';
import type { ModelName } from '../domain/names.ts';
import type { Receipt } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findReceipt, recordsSnapshot } from '../reading/read-records.ts';
import { type PointerState, readStageHistory } from '../reading/stage-history.ts';
import type { StageStay } from './lineage.ts';

type Stay = readonly [newest: PointerState, ...older: PointerState[]];

/** Every stretch in which a version held a stage, newest first, with the image and whether it was published. */
export async function traceStays(
  { model, version }: { readonly model: ModelName; readonly version: Version },
  snapshot: Snapshot,
  context: Pick<RegistryContext, 'repository' | 'recordsBranch'>,
  faults: Fault[],
): Promise<readonly StageStay[]> {
  const states = await readStageHistory(context, snapshot, model);
  const records = await recordsSnapshot(context);
  const stays: StageStay[] = [];
  for (const stay of staysIn(states, version)) stays.push(describe(stay, await receiptOf(stay, records, faults)));
  return stays.sort((a, b) => Date.parse(b.from) - Date.parse(a.from));
}

/** A hold is set and lifted by a generation of its own, which goes on with what was there. */
function staysIn(states: readonly PointerState[], version: Version): readonly Stay[] {
  const stays: Stay[] = [];
  for (const ofStage of Map.groupBy(states, ({ pointer }) => pointer.stage).values()) {
    let current: PointerState[] = [];
    for (const state of ofStage) {
      if (state.pointer.version === version) current.push(state);
      const goesOn = state.pointer.version === version && state.pointer.change === 'hold';
      const [newest, ...older] = current;
      if (goesOn || newest === undefined) continue;
      stays.push([newest, ...older]);
      current = [];
    }
    const [newest, ...older] = current;
    if (newest !== undefined) stays.push([newest, ...older]);
  }
  return stays;
}

async function receiptOf(stay: Stay, records: Snapshot, faults: Fault[]): Promise<Receipt | undefined> {
  for (const { pointer } of stay.toReversed()) {
    const { model, stage, generation } = pointer;
    const receipt = await orFault(faults, () => findReceipt(records, model, stage, generation));
    if (receipt !== undefined) return receipt;
  }
  return undefined;
}

function describe(stay: Stay, receipt: Receipt | undefined): StageStay {
  const [newest] = stay;
  const oldest = stay.at(-1) ?? newest;
  return {
    stage: oldest.pointer.stage,
    generation: oldest.pointer.generation,
    commit: oldest.entry.commit.oid,
    image: oldest.pointer.image?.digest ?? null,
    from: oldest.from,
    until: newest.until ?? null,
    published: receipt
      ? { at: receipt.at, by: receipt.publishedBy, reference: receipt.image?.reference ?? null }
      : null,
  };
}
