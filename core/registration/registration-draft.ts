import type { Digest } from '../domain/digest.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { ConvertedModel } from '../ports/model-toolchain.ts';
import type { RegisterRequest } from '../requests.ts';
import type { PackedFile } from './pack-version.ts';

/** What is known before the version number is. */
export interface RegistrationDraft {
  readonly model: ModelName;
  readonly request: RegisterRequest;
  readonly converted: ConvertedModel;
  readonly packed: readonly PackedFile[];
  readonly contentKey: Digest;
  readonly created: Instant;
}
