import { createRequire } from 'node:module';
import type { Kind } from './documents.ts';

type Validator = (value: unknown) => boolean;

const require = createRequire(import.meta.url);

/** A command meets few kinds of file, so each validator is loaded when its first file is read. */
const load: Readonly<Record<Kind, () => Validator>> = {
  Registry: () => require('./generated/registry.cjs'),
  Model: () => require('./generated/model.cjs'),
  ModelVersion: () => require('./generated/model-version.cjs'),
  Evaluation: () => require('./generated/evaluation.cjs'),
  VersionStatus: () => require('./generated/version-status.cjs'),
  StagePointer: () => require('./generated/stage-pointer.cjs'),
  Proposal: () => require('./generated/proposal.cjs'),
  ProposalHead: () => require('./generated/proposal-head.cjs'),
  Review: () => require('./generated/review.cjs'),
  Closing: () => require('./generated/closing.cjs'),
  MergeRecord: () => require('./generated/merge-record.cjs'),
  JudgedRecord: () => require('./generated/judged-record.cjs'),
  Receipt: () => require('./generated/receipt.cjs'),
};

const loaded = new Map<Kind, Validator>();

/** Whether the data of a file holds for the schema of its kind, as the code says that ajv compiled from the schema. */
export function holds(kind: Kind, data: unknown): boolean {
  let validate = loaded.get(kind);
  if (validate === undefined) {
    validate = load[kind]();
    loaded.set(kind, validate);
  }
  return validate(data);
}
