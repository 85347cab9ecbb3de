import type { ConversionReport, Label, Scan, ServedForm, Signature, SourceForm } from '../domain/manifest.ts';
import type { Row } from '../domain/row.ts';

export type { Row } from '../domain/row.ts';

/** One file of a model as it lies on disk; `path` is relative, with `/`. */
export interface ModelFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The whole file: for models small enough to be converted. */
  read(): Promise<Uint8Array>;
  /** From the start, in chunks: for files of any size. */
  open(): AsyncIterable<Uint8Array>;
}

/** What reading a model file tells, without running any of it. */
export interface Inspection {
  readonly source: SourceForm;
  readonly scan: Scan;
  /** Class names of every estimator by its place in the model: `pipeline.steps[1].clf`. */
  readonly estimators: Readonly<Record<string, string>>;
}

/** A model brought into the form that is served. */
export interface ConvertedModel {
  readonly inspection: Inspection;
  readonly conversion: ConversionReport;
  /** Absent when the model cannot be converted. */
  readonly served?: {
    readonly form: ServedForm;
    readonly signature: Signature;
    readonly files: readonly { readonly path: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
  };
}

/** Reads trained-model files without running them and brings them to ONNX. */
export interface ModelConverter {
  /**
   * @param options.format `other` keeps a file of no recognised format as it is.
   * @throws MergelineError `MODEL_UNREADABLE` when the bytes are no model that we know.
   */
  inspect(files: readonly ModelFile[], options?: { readonly format?: 'other' }): Promise<Inspection>;
  /** Deterministic: the same files give the same bytes. */
  convert(
    files: readonly ModelFile[],
    options?: { readonly format?: 'other'; readonly signal?: AbortSignal },
  ): Promise<ConvertedModel>;
}

export interface Predictions {
  readonly predictions: readonly (Label | readonly number[])[];
  readonly classes?: readonly Label[];
  /** `[row, class]`, in the order of `classes`. */
  readonly probabilities?: readonly (readonly number[])[];
}

export interface Predictor {
  readonly signature: Signature;
  /** @throws MergelineError `INPUT_INVALID` that names the row and the field. */
  predict(rows: readonly Row[]): Promise<Predictions>;
  close(): Promise<void>;
}

/** Loads a served model. */
export interface ModelRuntime {
  load(model: { readonly files: readonly ModelFile[]; readonly signature: Signature }): Promise<Predictor>;
}
