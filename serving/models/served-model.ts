import type { Digest } from '../../core/domain/digest.ts';
import type { ModelName } from '../../core/domain/names.ts';
import type { Version } from '../../core/domain/version.ts';
import type { Predictor } from '../../core/ports/model-toolchain.ts';

/** Which version this is, as every answer says. */
export interface ModelIdentity {
  readonly model: ModelName;
  readonly version: Version;
  /** `null` where whoever started the server did not say. */
  readonly manifestDigest: Digest | null;
}

/** A version that is loaded and answers. */
export interface ServedModel extends ModelIdentity {
  readonly predictor: Predictor;
}

/** Where the server gets its models: a directory in an image, a registry behind `mergeline serve`. */
export interface ModelSource {
  /** Loaded and verified. */
  load(): Promise<readonly ServedModel[]>;
}
