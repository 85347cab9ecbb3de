import type { Transform } from '../../ir.ts';
import { isKind } from '../../pickle/values.ts';
import type { Estimator } from '../estimator.ts';

/** A transformer's steps, and how many columns it was fitted on. */
export interface Scaling {
  readonly width: number;
  readonly transforms: readonly Transform[];
}

/** `(x - mean_) / scale_`; what is switched off has no attribute to speak of. */
export function liftStandardScaler(estimator: Estimator): Scaling {
  const transforms: Transform[] = [];
  if (estimator.boolean('with_mean')) transforms.push({ kind: 'subtract', operand: estimator.vector('mean_') });
  if (estimator.boolean('with_std')) transforms.push({ kind: 'divide', operand: estimator.vector('scale_') });
  return scaling(estimator, transforms);
}

/** `x * scale_ + min_`, kept within `feature_range` when `clip` is on (scikit-learn 0.24). */
export function liftMinMaxScaler(estimator: Estimator): Scaling {
  const transforms: Transform[] = [
    { kind: 'multiply', operand: estimator.vector('scale_') },
    { kind: 'add', operand: estimator.vector('min_') },
  ];
  if (estimator.has('clip') && estimator.boolean('clip')) transforms.push(clipTo(estimator));
  return scaling(estimator, transforms);
}

/** `x / scale_`, kept within -1 and 1 when `clip` is on (scikit-learn 1.9). */
export function liftMaxAbsScaler(estimator: Estimator): Scaling {
  const transforms: Transform[] = [{ kind: 'divide', operand: estimator.vector('scale_') }];
  if (estimator.has('clip') && estimator.boolean('clip')) transforms.push({ kind: 'clip', minimum: -1, maximum: 1 });
  return scaling(estimator, transforms);
}

/** `(x - center_) / scale_`, each unless it is switched off. */
export function liftRobustScaler(estimator: Estimator): Scaling {
  const transforms: Transform[] = [];
  if (estimator.boolean('with_centering')) transforms.push({ kind: 'subtract', operand: estimator.vector('center_') });
  if (estimator.boolean('with_scaling')) transforms.push({ kind: 'divide', operand: estimator.vector('scale_') });
  return scaling(estimator, transforms);
}

function clipTo(estimator: Estimator): Transform {
  const range = estimator.find('feature_range');
  const [minimum, maximum] = isKind(range, 'tuple') || isKind(range, 'list') ? range.items : [];
  if (typeof minimum === 'number' && typeof maximum === 'number') return { kind: 'clip', minimum, maximum };
  return estimator.refuse('its feature_range is not a pair of numbers');
}

function scaling(estimator: Estimator, transforms: readonly Transform[]): Scaling {
  const width = estimator.find('n_features_in_');
  if (typeof width !== 'number') return estimator.refuse('it was never fitted (it has no n_features_in_)');
  const fits = transforms.every((transform) => transform.kind === 'clip' || transform.operand.length === width);
  if (!fits) estimator.refuse(`it was fitted on ${width} columns, but its values are for another number of them`);
  const divides = transforms.some(
    ({ kind, ...step }) => kind === 'divide' && 'operand' in step && step.operand.includes(0),
  );
  if (divides) estimator.refuse('it divides by zero');
  return { width, transforms };
}
