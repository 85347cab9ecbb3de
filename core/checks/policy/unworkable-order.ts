import type { Finding } from '../../../registry-schema/finding.ts';
import type { StageName } from '../../domain/names.ts';
import type { Policy, StagePolicy } from '../../domain/policy.ts';

/** Stages that wait for each other: no version can be the first to hold one of them. */
export function unworkableOrder({ stages }: Policy): readonly Finding[] {
  const wanted = new Map(stages.map((stage) => [stage.name, earlierStages(stage)]));
  return stages.flatMap((stage, index) =>
    stage.gates.flatMap((gate, place) => {
      const earlier = gate.gate === 'came-through' || gate.gate === 'soak' ? gate.stage : undefined;
      if (earlier === undefined || gate.waivable || earlier === stage.name) return [];
      if (!stagesBefore(earlier, wanted).has(stage.name)) return [];
      const message = `is ${earlier}, which can only be held after ${stage.name}: each waits for the other`;
      return [{ path: ['stages', index, 'gates', place, 'stage'], message }];
    }),
  );
}

/** Those that a version must have held; what can be waived does not bind. */
function earlierStages({ gates }: StagePolicy): readonly StageName[] {
  return gates.flatMap((gate) =>
    (gate.gate === 'came-through' || gate.gate === 'soak') && !gate.waivable ? [gate.stage] : [],
  );
}

function stagesBefore(stage: StageName, wanted: ReadonlyMap<StageName, readonly StageName[]>): ReadonlySet<StageName> {
  const before = new Set<StageName>();
  const queue = [...(wanted.get(stage) ?? [])];
  for (const name of queue) {
    if (before.has(name)) continue;
    before.add(name);
    queue.push(...(wanted.get(name) ?? []));
  }
  return before;
}
