import type { Finding } from '../../../registry-schema/finding.ts';
import { missingField } from '../../../registry-schema/missing-field.ts';
import { suggestName } from '../../domain/closest-name.ts';
import type { PlacedGate } from './placed-gate.ts';

const holders = { manifest: 'ModelVersion', model: 'Model' } as const;

/** Required fields inside of others that no file can have. That the outermost one is there, the policy is read for. */
export function unworkableFields({ gate, at }: PlacedGate): readonly Finding[] {
  if (gate.gate !== 'required-fields') return [];
  return (['manifest', 'model'] as const).flatMap((holder) =>
    (gate[holder] ?? []).flatMap((field, index) => {
      const steps = field.split('.');
      const missing = missingField(holders[holder], steps);
      if (missing === undefined || missing.step === 0) return [];
      const around = steps.slice(0, missing.step).join('.');
      const hint = suggestName(steps[missing.step] ?? '', missing.known) ?? `Name ${around} alone.`;
      const message = `names ${field}, and ${around} never has ${steps[missing.step]}. ${hint}`;
      return [{ path: [...at, holder, index], message }];
    }),
  );
}
