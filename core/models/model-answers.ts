import type { ModelName } from '../domain/names.ts';
import type { Model, Oid } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ProposalRef } from '../proposals/proposal-ref.ts';
import type { PlanAnswer } from '../writing/plan-answer.ts';
import type { FieldChange } from './field-changes.ts';

export interface CreateModelAnswer {
  readonly model: ModelName;
  /** As `model.yaml` says. */
  readonly fields: Model;
  readonly commit: Oid | null;
  readonly proposal?: ProposalRef;
  /** False when the same model was there already, or is proposed. */
  readonly created: boolean;
  readonly warnings: readonly string[];
  readonly plan?: PlanAnswer;
}

export interface EditModelAnswer {
  readonly model: ModelName;
  readonly changes: readonly FieldChange[];
  /** Whether they decide who may approve or which gates hold, so that they are proposed as a change of policy. */
  readonly policy: boolean;
  readonly commit: Oid | null;
  readonly proposal?: ProposalRef;
  /** False when the model is so already, or the same proposal was open. */
  readonly changed: boolean;
  /** Of the proposal. */
  readonly verdicts: readonly Verdict[];
  readonly warnings: readonly string[];
  readonly plan?: PlanAnswer;
}
