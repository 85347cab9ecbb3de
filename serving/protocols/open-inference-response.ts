import type { Label, Signature, TensorSpec } from '../../core/domain/manifest.ts';
import { outputRoles } from '../../core/domain/output-roles.ts';
import type { Predictions } from '../../core/ports/model-toolchain.ts';
import { type Datatype, datatypeOf } from './open-inference-tensor.ts';

export interface OutputTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** Row-major, flat. */
  readonly data: readonly Label[];
}

/** An output that the protocol can ask for, and how it is made of predictions. */
export interface AnsweredOutput {
  readonly spec: TensorSpec;
  tensorOf(predictions: Predictions): OutputTensor;
}

/** The outputs in the order of the signature. */
export function answeredOutputs(signature: Signature): readonly AnsweredOutput[] {
  const { labels, probabilities, values } = outputRoles(signature);
  return signature.outputs.flatMap((spec) => {
    if (spec === labels || spec === values) return [output(spec, ({ predictions }) => predictions)];
    return spec === probabilities ? [output(spec, (it) => it.probabilities ?? [])] : [];
  });
}

function output(
  spec: TensorSpec,
  rowsOf: (predictions: Predictions) => readonly (Label | readonly number[])[],
): AnsweredOutput {
  return {
    spec,
    tensorOf(predictions) {
      const rows = rowsOf(predictions);
      const data = rows.flat() as Label[];
      return { name: spec.name, datatype: datatypeOf(spec.type), shape: shapeOf(spec, rows.length, data.length), data };
    },
  };
}

/** A dimension that the signature leaves open is what the values leave for it. */
function shapeOf({ shape }: TensorSpec, rows: number, values: number): readonly number[] {
  const known = shape.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
  const open = rows === 0 ? 0 : values / rows / known;
  return shape.map((size, axis) => (axis === 0 ? rows : (size ?? open)));
}
