import type { StageName } from '../domain/names.ts';
import type { DatasetPolicy, Gate, Policy } from '../domain/policy.ts';

/** A gate of a stage that decides by what was verified. */
export interface LookingGate {
  readonly stage: StageName;
  readonly gate: string;
}

/** The gates for which an evaluation on the data set counts, in the order of the policy. */
export function gatesLookingAt({ name }: DatasetPolicy, { stages, datasets }: Policy): readonly LookingGate[] {
  const [only] = datasets.length === 1 ? datasets : [];
  const looks = (gate: Gate): boolean => {
    switch (gate.gate) {
      case 'metric':
        return !gate.reported && (gate.dataset ?? only?.name) === name;
      case 'no-regression':
      case 'evaluated':
        return gate.dataset === name;
      case 'expression':
        return gate.expression.includes('verified');
      default:
        return false;
    }
  };
  return stages.flatMap((stage) => stage.gates.filter(looks).map(({ id }) => ({ stage: stage.name, gate: id })));
}
