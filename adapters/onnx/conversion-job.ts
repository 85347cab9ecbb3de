import type { Conversion } from '../../conversion/convert.ts';
import type { Limits } from '../../conversion/limits.ts';
import type { ModelBytes } from '../../conversion/open-model.ts';
import type { ErrorCode } from '../../core/error-catalogue.ts';
import type { Fault } from '../../core/errors.ts';
import type { Inspection } from '../../core/ports/model-toolchain.ts';

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

/** An error that can pass between threads. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: readonly Fault[];
}
