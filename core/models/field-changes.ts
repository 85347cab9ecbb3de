import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../domain/records.ts';
import { type ModelField, modelFields } from './model-fields.ts';

/** One field of `model.yaml` before and after; `null` where it is not there. */
export interface FieldChange {
  readonly field: ModelField;
  readonly before: unknown;
  readonly after: unknown;
}

/** Who may approve, and which gates hold: fields that a model's owners decide on together. */
const policyFields: ReadonlySet<ModelField> = new Set(['owners', 'riskTier', 'nextReview']);

export function fieldChanges(before: Model, after: Model): readonly FieldChange[] {
  return modelFields
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}

export function changesPolicy(changes: readonly FieldChange[]): boolean {
  return changes.some(({ field }) => policyFields.has(field));
}
