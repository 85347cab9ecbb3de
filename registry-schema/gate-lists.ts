import type { ChangeKind, Gate, Policy, StagePolicy } from '../core/domain/policy.ts';
import type { Path } from './finding.ts';

/** Gates that are judged together, and where they stand in `registry.yaml`. */
export interface GateList {
  readonly path: Path;
  readonly gates: readonly Gate[];
  /** Where a pointer moves. */
  readonly stage?: StagePolicy;
  /** Where none does. */
  readonly change?: ChangeKind;
}

export function gateLists({ stages, changes }: Policy): readonly GateList[] {
  return [
    ...stages.flatMap((stage, index): GateList[] => [
      { path: ['stages', index, 'gates'], gates: stage.gates, stage },
      { path: ['stages', index, 'rollback', 'gates'], gates: stage.rollback.gates, stage },
    ]),
    ...(Object.keys(changes) as ChangeKind[]).map(
      (change): GateList => ({ path: ['changes', change, 'gates'], gates: changes[change].gates, change }),
    ),
  ];
}
