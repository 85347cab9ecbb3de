import type { Signature, TensorSpec } from './manifest.ts';

/** Which outputs of a served model carry what people ask for. */
export interface OutputRoles {
  readonly labels?: TensorSpec;
  /** `[batch, classes]`. */
  readonly probabilities?: TensorSpec;
  readonly values?: TensorSpec;
}

/**
 * A classifier's labels are its output of one dimension, or the one called `label`; its probabilities are another one of
 * floats with two dimensions. Every other model answers with its first output.
 */
export function outputRoles({ task, outputs }: Signature): OutputRoles {
  if (task !== 'classification') return outputs[0] ? { values: outputs[0] } : {};
  const labels = outputs.find(({ name, shape }) => shape.length === 1 || name === 'label');
  const probabilities = outputs.find((it) => it !== labels && it.shape.length === 2 && it.type.startsWith('float'));
  return { ...(labels && { labels }), ...(probabilities && { probabilities }) };
}
