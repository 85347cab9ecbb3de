import type { Refusal } from '../../adapters/onnx/refusal.ts';
import type { ModelIdentity } from '../models/served-model.ts';

/** A version whose files lie in a directory as they lie in a serving image. */
export interface PlacedModel extends ModelIdentity {
  readonly directory: string;
}

/** What a process that serves models is told first. It gets paths: where models come from is not its business. */
export interface DataPlaneJob {
  readonly models: readonly PlacedModel[];
  readonly host: string;
  readonly port: number;
  readonly release?: string;
}

export type DataPlaneRequest =
  | { readonly task: 'serve'; readonly job: DataPlaneJob }
  /** Say for so many milliseconds that no more should come, finish what was accepted, then end. */
  | { readonly task: 'drain'; readonly grace: number };

export type DataPlaneReport =
  | { readonly kind: 'serving'; readonly url: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Its JavaScript runs: no model holds it up. */
  | { readonly kind: 'beat' }
  /** Which model runs, from now until another report of this kind. */
  | { readonly kind: 'running'; readonly model: string }
  /** A request was answered with 500. */
  | { readonly kind: 'failure'; readonly message: string };

/** Milliseconds between two beats. */
export const beatTime = 250;
