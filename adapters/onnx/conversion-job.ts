import type { Conversion } from '../../conversion/convert.ts';
import type { Limits } from '../../conversion/limits.ts';
import type { ModelBytes } from '../../conversion/open-model.ts';
import type { Inspection } from '../../core/ports/model-toolchain.ts';
import type { Refusal } from './refusal.ts';

/** What the thread that reads models is asked. */
export interface ConversionJob {
  readonly task: 'inspect' | 'convert';
  readonly files: readonly ModelBytes[];
  readonly limits: Limits;
  readonly format: 'other' | undefined;
}

/** What it answers. An accepted model's files are named only: whoever asked has their bytes. */
export type ConversionAnswer =
  | { readonly kind: 'inspected'; readonly inspection: Inspection }
  | { readonly kind: 'converted'; readonly conversion: Conversion }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
