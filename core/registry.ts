import type {
  EvaluateAnswer,
  HoldAnswer,
  ListAnswer,
  MergeAnswer,
  PredictAnswer,
  PromoteAnswer,
  ProposalAnswer,
  ProposalList,
  PublishAnswer,
  PullAnswer,
  RegisterAnswer,
  ReviewAnswer,
  ShowAnswer,
  StatusAnswer,
  ValidateAnswer,
  VersionsAnswer,
} from './answers.ts';
import type { AuditAnswer } from './audit/audit-answer.ts';
import type { StageEvidence } from './audit/stage-evidence.ts';
import type { BaseAnswer } from './bases/base-answer.ts';
import type { CardAnswer, WriteCardAnswer } from './cards/card-answer.ts';
import type { DoctorAnswer } from './checks/doctor-answer.ts';
import type { CompareAnswer } from './comparison/comparison-answer.ts';
import type { ArtifactRole, Instant } from './domain/manifest.ts';
import type { ProposalState } from './domain/records.ts';
import type { EraseAnswer, RemovalAnswer } from './erasure/erasure-answer.ts';
import type { HistoryAnswer } from './history/history-answer.ts';
import type { CreateModelAnswer, EditModelAnswer } from './models/model-answers.ts';
import type { Row } from './ports/model-toolchain.ts';
import type {
  AuditOptions,
  BuildBaseRequest,
  CardOptions,
  CompareOptions,
  CreateModelRequest,
  DryRunOption,
  EditModelRequest,
  EvaluateRequest,
  HistoryOptions,
  JoinBasesRequest,
  PredictOptions,
  PromoteRequest,
  ReadOptions,
  RegisterRequest,
  RollbackRequest,
  SearchOptions,
  ShowOptions,
  WriteCardRequest,
  WriteOptions,
} from './requests.ts';
import type { SearchAnswer } from './search/search-answer.ts';

/**
 * The product's API: one object for one registry, one method per use case. Shells use nothing else.
 * Every answer is the JSON of the command of the same name: docs/cli.md.
 */
export interface Registry {
  readonly address: string;
  /** Where reads show what was fetched of a remote: when that was. */
  readonly fetchedAt?: Instant;
  /** The git command that brings what others have pushed since, where reads do not look at the remote by themselves. */
  readonly catchUp?: string;
  readonly writes: WritePlace;
  readonly models: ModelsApi;
  readonly stages: StagesApi;
  readonly proposals: ProposalsApi;
  readonly evidence: EvidenceApi;
  readonly bases: BasesApi;
  readonly health: HealthApi;
  close(): Promise<void>;
}

/** Where what is written stands. */
export interface WritePlace {
  readonly branch: string;
  /** Where the branch is at a remote: what is written is pushed. */
  readonly remote?: string;
  /** Whether a work tree shows the branch, so that what is written appears there. */
  readonly checkedOut: boolean;
}

export interface ModelsApi {
  register(request: RegisterRequest): Promise<RegisterAnswer>;
  /** A model before it has a version. */
  create(request: CreateModelRequest): Promise<CreateModelAnswer>;
  edit(request: EditModelRequest): Promise<EditModelAnswer>;
  card(model: string, options?: CardOptions): Promise<CardAnswer>;
  writeCard(request: WriteCardRequest): Promise<WriteCardAnswer>;
  list(options?: ReadOptions): Promise<ListAnswer>;
  versions(model: string, options?: ReadOptions): Promise<VersionsAnswer>;
  show(ref: string, options?: ShowOptions): Promise<ShowAnswer>;
  /** Two versions or more side by side; a model alone is its latest version. */
  compare(refs: readonly string[], options?: CompareOptions): Promise<CompareAnswer>;
  /** The versions that a query describes: docs/search.md has its grammar. All of them, when it is empty. */
  search(query: string, options?: SearchOptions): Promise<SearchAnswer>;
  history(
    subject: { readonly model?: string; readonly stage?: string },
    options?: HistoryOptions,
  ): Promise<HistoryAnswer>;
  deprecate(ref: string, options: WriteOptions & { readonly replacement?: string }): Promise<StatusAnswer>;
  yank(ref: string, options: WriteOptions): Promise<StatusAnswer>;
  /** Proposes to delete the bytes of a version for good. */
  erase(ref: string, options: WriteOptions): Promise<EraseAnswer>;
  /** The verified bytes of a version: its source files, or what is served. */
  pull(ref: string, options?: ReadOptions & { readonly role?: ArtifactRole }): Promise<PullAnswer>;
}

export interface StagesApi {
  promote(request: PromoteRequest): Promise<PromoteAnswer>;
  rollback(request: RollbackRequest): Promise<PromoteAnswer>;
  withdraw(request: WriteOptions & { readonly model: string; readonly stage: string }): Promise<PromoteAnswer>;
  hold(
    request: WriteOptions & { readonly model: string; readonly stage: string; readonly until?: string },
  ): Promise<HoldAnswer>;
  unhold(request: WriteOptions & { readonly model: string; readonly stage: string }): Promise<HoldAnswer>;
  /** Every pointer whose image is not yet published, or the named ones (`iris@production`). */
  publish(targets?: readonly string[], options?: WriteOptions): Promise<PublishAnswer>;
}

export interface ProposalsApi {
  list(options?: ReadOptions & { readonly state?: ProposalState | 'all' }): Promise<ProposalList>;
  show(id: string, options?: ReadOptions): Promise<ProposalAnswer>;
  approve(
    id: string,
    options?: DryRunOption & { readonly comment?: string; readonly checks?: Readonly<Record<string, string>> },
  ): Promise<ReviewAnswer>;
  reject(id: string, options?: DryRunOption & { readonly comment?: string }): Promise<ReviewAnswer>;
  refresh(id: string, options?: DryRunOption): Promise<ProposalAnswer & { readonly changed: boolean }>;
  merge(id: string, options?: WriteOptions & { readonly breakGlass?: boolean }): Promise<MergeAnswer>;
  close(id: string, options?: WriteOptions): Promise<ProposalAnswer & { readonly changed: boolean }>;
}

export interface EvidenceApi {
  evaluate(request: EvaluateRequest): Promise<EvaluateAnswer>;
  predict(ref: string, rows: readonly Row[], options?: PredictOptions): Promise<PredictAnswer>;
  /** Where history and records do not bear each other out, and who let in what. */
  audit(subject: { readonly model?: string; readonly stage?: string }, options?: AuditOptions): Promise<AuditAnswer>;
  /** Which version held a stage, and everything that bears that out. */
  show(subject: { readonly model: string; readonly stage: string }, options?: ReadOptions): Promise<StageEvidence>;
}

/** What serving images are composed on. */
export interface BasesApi {
  /** Makes a base on this machine and proposes to pin it. */
  build(request?: BuildBaseRequest): Promise<BaseAnswer>;
  /** Makes one base of several, each for another platform, and proposes to pin it. */
  join(request: JoinBasesRequest): Promise<BaseAnswer>;
}

export interface HealthApi {
  /** Every fault in the registry, or in what changed since `since`. */
  validate(options?: { readonly paths?: readonly string[]; readonly since?: string }): Promise<ValidateAnswer>;
  doctor(): Promise<DoctorAnswer>;
  /** Deletes bytes that nothing in the registry needs. */
  collectGarbage(options?: DryRunOption): Promise<RemovalAnswer>;
}
