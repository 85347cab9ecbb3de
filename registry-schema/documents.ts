import type { Manifest } from '../core/domain/manifest.ts';
import type { Policy } from '../core/domain/policy.ts';
import type {
  Closing,
  Evaluation,
  JudgedRecord,
  MergeRecord,
  Model,
  Pointer,
  ProposalHead,
  ProposalRecord,
  Receipt,
  Review,
  Status,
} from '../core/domain/records.ts';
import { closing } from './documents/closing.ts';
import type { Document } from './documents/document.ts';
import { evaluation } from './documents/evaluation.ts';
import { judgedRecord } from './documents/judged-record.ts';
import { mergeRecord } from './documents/merge-record.ts';
import { model } from './documents/model.ts';
import { modelVersion } from './documents/model-version.ts';
import { proposal } from './documents/proposal.ts';
import { proposalHead } from './documents/proposal-head.ts';
import { receipt } from './documents/receipt.ts';
import { registry } from './documents/registry.ts';
import { review } from './documents/review.ts';
import { stagePointer } from './documents/stage-pointer.ts';
import { versionStatus } from './documents/version-status.ts';

/** The value that each kind of file holds. */
export interface Documents {
  readonly Registry: Policy;
  readonly Model: Model;
  readonly ModelVersion: Manifest;
  readonly Evaluation: Evaluation;
  readonly VersionStatus: Status;
  readonly StagePointer: Pointer;
  readonly Proposal: ProposalRecord;
  readonly ProposalHead: ProposalHead;
  readonly Review: Review;
  readonly Closing: Closing;
  readonly MergeRecord: MergeRecord;
  readonly JudgedRecord: JudgedRecord;
  readonly Receipt: Receipt;
}

export type Kind = keyof Documents;

/** Every kind of file there is: what `mergeline schema <kind>` prints, and the order in which its fields are written. */
export const documents: Readonly<Record<Kind, Document>> = {
  Registry: registry,
  Model: model,
  ModelVersion: modelVersion,
  Evaluation: evaluation,
  VersionStatus: versionStatus,
  StagePointer: stagePointer,
  Proposal: proposal,
  ProposalHead: proposalHead,
  Review: review,
  Closing: closing,
  MergeRecord: mergeRecord,
  JudgedRecord: judgedRecord,
  Receipt: receipt,
};

export const kinds = Object.keys(documents) as readonly Kind[];
