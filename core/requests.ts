import type { DatasetUse, Lineage, ParameterValue } from './domain/manifest.ts';
import type { Bump } from './domain/version.ts';
import type { RowTable } from './evaluation/arrange-rows.ts';
import type { FieldEdits } from './models/edit-fields.ts';
import type { ModelFields } from './models/model-fields.ts';
import type { DatasetSource, LabelledData } from './ports/dataset.ts';
import type { ModelFile } from './ports/model-toolchain.ts';

export interface ReadOptions {
  /** A commit, a tag, or a date: the registry as it stood then. */
  readonly at?: string;
}

export interface DryRunOption {
  /** Answers what would happen and writes nothing. */
  readonly dryRun?: boolean;
}

export interface WriteOptions extends DryRunOption {
  readonly reason?: string;
}

export interface ShowOptions extends ReadOptions {
  /** Also where the version comes from and what came of it. */
  readonly lineage?: boolean;
}

export interface HistoryOptions extends ReadOptions {
  /** So many events at least, where there are as many: a commit is told whole. */
  readonly limit?: number;
  /** Dates: from the beginning of the one to the end of the other. */
  readonly since?: string;
  readonly until?: string;
}

export interface CompareOptions extends ReadOptions {
  /** Also how the metrics came to be what they are, over the versions of each model. */
  readonly trends?: boolean;
}

export interface SearchOptions extends ReadOptions {
  /** Before the order that the query itself asks for: `metrics.auc DESC, created`. */
  readonly orderBy?: string;
  readonly limit?: number;
  /** Out of the answer before. */
  readonly pageToken?: string;
}

export interface RegisterRequest extends WriteOptions {
  readonly model: string;
  readonly files: readonly ModelFile[];
  /** `other` keeps a file of no recognised format as it is. */
  readonly format?: 'other';
  readonly version?: string;
  readonly bump?: Bump;
  readonly metrics?: Readonly<Record<string, number>>;
  /** Computes metrics on these data before the version is registered, and reports them with the others. */
  readonly evaluation?: LabelledData;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly licence?: string;
  readonly owners?: readonly string[];
  readonly datasets?: readonly DatasetUse[];
  readonly lineage?: Lineage;
  readonly environment?: Readonly<Record<string, string>>;
  /** Promotes the version there after it is registered. */
  readonly stage?: string;
  /** Opens a proposal even where registrations need none. */
  readonly propose?: boolean;
  readonly idempotencyKey?: string;
  /** Progress for people. */
  readonly onProgress?: (step: string) => void;
}

export interface PromoteRequest extends WriteOptions {
  readonly ref: string;
  readonly to: string;
  /** Opens the proposal even when a gate fails. */
  readonly draft?: boolean;
  readonly waive?: readonly { readonly gate: string; readonly reason: string; readonly until: string }[];
}

export interface RollbackRequest extends WriteOptions {
  readonly model: string;
  readonly stage: string;
  /** The version that held the stage before the present one, when absent. */
  readonly to?: string;
  readonly breakGlass?: boolean;
}

/** Commits after `from`, up to and with `to`; a date means its day. All of history when absent. */
export interface AuditOptions {
  readonly from?: string;
  readonly to?: string;
}

export interface PredictOptions extends ReadOptions {
  /** What the cells of the rows are, where they come from a table: the model's columns are found as `evaluate` finds them. */
  readonly table?: RowTable;
}

export interface EvaluateRequest extends WriteOptions {
  readonly ref: string;
  /** As `registry.yaml` names it; the only one there, when absent. */
  readonly dataset?: string;
  /** The bytes, where they are not at the path that `registry.yaml` gives. */
  readonly data?: DatasetSource;
  /** Columns for whose values the metrics are computed apart. */
  readonly slices?: readonly string[];
  /** Told what is being done, in words for people. */
  readonly onProgress?: (step: string) => void;
}

export interface CreateModelRequest extends WriteOptions, ModelFields {
  readonly model: string;
  /** Opens a proposal even where registrations need none. */
  readonly propose?: boolean;
}

export interface EditModelRequest extends WriteOptions, FieldEdits {
  readonly model: string;
  /** Opens a proposal even where none is needed. */
  readonly propose?: boolean;
}

export interface CardOptions extends ReadOptions {
  /** Whose numbers the card is held against; the newest version in use, when absent. */
  readonly version?: string;
}

export interface WriteCardRequest extends WriteOptions {
  readonly model: string;
  /** Whose numbers the generated sections tell; the newest version in use, when absent. */
  readonly version?: string;
  /** Markdown that a new card begins with; the registry's own template, or ours, when absent. */
  readonly template?: string;
}

interface PinRequest extends WriteOptions {
  /** What `registry.yaml` is to call the base. */
  readonly name?: string;
  /** Where people find it; the digest stands in its own field. */
  readonly reference?: string;
}

export interface BuildBaseRequest extends PinRequest {
  /** `linux/amd64`; that of this machine when absent. */
  readonly platform?: string;
  /** Progress for people. */
  readonly onProgress?: (step: string) => void;
}

export interface JoinBasesRequest extends PinRequest {
  /** Of bases that are stored already, or of indices of such. */
  readonly digests: readonly string[];
}
