import type { Descriptor, Digest } from './digest.ts';
import type { ModelName, StageName } from './names.ts';
import type { Version } from './version.ts';

/** ISO 8601 in UTC with seconds: `2026-11-25T10:00:00Z`. */
export type Instant = string;

/** Source files are what was registered; served files are what the prediction server loads; metadata travels with them. */
export type ArtifactRole = 'source' | 'served' | 'metadata';

/** One file of a version. `digest` and `size` are of the file's own bytes, which is also its Git LFS object id. */
export interface Artifact extends Descriptor {
  /** Below `models/` in every layer: `source/model.pkl`, `model.onnx`, `.mergeline/signature.json`. */
  readonly path: string;
  /** An ONNX file that is served as it was registered has both roles. */
  readonly roles: readonly ArtifactRole[];
  /** The deterministic tar that holds just this file: `packaging/tar-layer.ts`. */
  readonly layer: Layer;
}

export interface Layer {
  readonly digest: Digest;
  readonly size: number;
  /** Version of our tar byte format. */
  readonly writer: number;
}

/** An OCI manifest of this version, named by its own digest. */
export interface ManifestRef {
  readonly digest: Digest;
  readonly size: number;
}

export type TensorType =
  | 'float64'
  | 'float32'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool'
  | 'string';

export interface TensorSpec {
  readonly name: string;
  readonly type: TensorType;
  /** `null` is a free dimension; the first is the batch. */
  readonly shape: readonly (number | null)[];
  /** What each column of a `[batch, columns]` tensor means, where the model knows. */
  readonly columns?: readonly string[];
}

export type Label = string | number | boolean;
export type Task = 'classification' | 'regression' | 'other';

export interface Signature {
  readonly task: Task;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** The labels in the order of the probabilities. */
  readonly classes?: readonly Label[];
}

/** How far the served model is from the framework's own answers. */
export interface Parity {
  /** Who was compared: `interpreter`, `onnxruntime`, `framework`. */
  readonly between: readonly string[];
  readonly rows: number;
  readonly maxAbsolute: number;
  readonly maxRelative: number;
  readonly labelsDiffering: number;
  readonly tolerance: number;
  /** Of the sample that was compared, in its canonical form. */
  readonly sampleDigest: Digest;
}

export type ScanVerdict = 'allowed' | 'unknown' | 'denied';

export interface Scan {
  readonly verdict: ScanVerdict;
  /** Importable names that loading the file in its own framework would look up, sorted. */
  readonly globals: readonly string[];
}

/** The framework file that was registered. */
export interface SourceForm {
  /** `pickle`, `joblib`, `onnx`, `other`. */
  readonly format: string;
  readonly framework?: string;
  readonly frameworkVersion?: string;
  /** Dotted class name of the outermost estimator. */
  readonly estimator?: string;
}

export interface ServedForm {
  readonly format: 'onnx';
  readonly opset: number;
}

/** How the served form came to be, or why there is none. */
export type ConversionReport =
  | {
      readonly outcome: 'converted';
      readonly converter: number;
      readonly parity: Parity;
      readonly warnings: readonly string[];
    }
  | { readonly outcome: 'accepted'; readonly warnings: readonly string[] }
  | { readonly outcome: 'unsupported'; readonly reason: string; readonly path?: string; readonly class?: string };

export interface DatasetUse {
  readonly name: string;
  readonly digest: Digest;
  readonly rows?: number;
}

export interface Lineage {
  readonly sourceRepository?: string;
  readonly sourceCommit?: string;
  readonly runUrl?: string;
  /** `1.0.0` of the same model, or `model@1.0.0`. */
  readonly parent?: string;
  readonly baseModel?: string;
}

export type ParameterValue = string | number | boolean | null;

/** One immutable registered state of a model: `models/<model>/versions/<version>.yaml`. */
export interface Manifest {
  readonly model: ModelName;
  readonly version: Version;
  readonly created: Instant;
  /** Asserted by whoever registered; the commit's author is the other witness. */
  readonly registeredBy: string;
  readonly description?: string;
  readonly licence?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** As the author reported them; verified ones live in evaluations. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly datasets: readonly DatasetUse[];
  readonly source: SourceForm;
  readonly served?: ServedForm;
  readonly signature?: Signature;
  readonly scan: Scan;
  readonly conversion: ConversionReport;
  readonly profile?: Digest;
  readonly lineage: Lineage;
  /** Package name to version, as the training environment had them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly requestedStage?: StageName;
  readonly idempotencyKey?: string;
  readonly artifacts: readonly Artifact[];
  /** OCI artifact with every file of the version. */
  readonly modelPack: ManifestRef;
  /** OCI image that holds the served files and nothing else; absent when the version cannot be served. */
  readonly dataImage?: ManifestRef;
}
