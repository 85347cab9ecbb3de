import type { Path } from '../../../registry-schema/finding.ts';
import type { GateList } from '../../../registry-schema/gate-lists.ts';
import type { Gate, Policy } from '../../domain/policy.ts';

/** A gate, and where in `registry.yaml` it stands. */
export interface PlacedGate {
  readonly gate: Gate;
  readonly at: Path;
  readonly list: GateList;
  readonly policy: Policy;
}
