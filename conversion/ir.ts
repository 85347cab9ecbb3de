import type { Label } from '../core/domain/manifest.ts';

/**
 * A model as we understand it: what is left when the framework that trained it is taken away. The ONNX emitter and the
 * interpreter both start from here and know nothing of each other.
 */
export interface Model {
  readonly input: ModelInput;
  /** Applied one after another to every row. */
  readonly transforms: readonly Transform[];
  readonly head: Head;
}

/** One table of numbers, a row per case. */
export interface ModelInput {
  readonly width: number;
  readonly columns?: readonly string[];
}

/** Changes the values of a row and keeps their number. */
export type Transform =
  | { readonly kind: 'add' | 'subtract' | 'multiply' | 'divide'; readonly operand: Float64Array }
  | { readonly kind: 'clip'; readonly minimum: number; readonly maximum: number };

/** Turns a row into an answer. */
export type Head = LinearRegressor | LinearClassifier;

/** `intercepts + coefficients · row`, one value per target. */
export interface LinearRegressor {
  readonly kind: 'linear-regressor';
  readonly scores: Affine;
}

/**
 * One score per class, or for two classes one score in all, whose sign decides. The label is that of the highest score,
 * the first of equals.
 */
export interface LinearClassifier {
  readonly kind: 'linear-classifier';
  readonly scores: Affine;
  readonly classes: ClassLabels;
  readonly link: Link;
}

/**
 * How scores become probabilities:
 * - `sigmoid`: one score z; `[1 - σ(z), σ(z)]`
 * - `signed-softmax`: one score z; softmax of `[-z, z]`
 * - `normalized-sigmoid`: σ of each score, divided by their sum
 * - `softmax`: softmax of the scores
 */
export type Link = 'sigmoid' | 'signed-softmax' | 'normalized-sigmoid' | 'softmax';

/** `rows[r] · x + intercepts[r]`; `weights` holds the rows one after another. */
export interface Affine {
  readonly outputs: number;
  readonly inputs: number;
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
}

export interface ClassLabels {
  readonly type: 'string' | 'int64' | 'float64' | 'bool';
  readonly values: readonly Label[];
}
