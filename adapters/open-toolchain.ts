import type { ModelConverter } from '../core/ports/model-toolchain.ts';
import { modelConverter } from './onnx/model-converter.ts';

/** What reads model files where there is no registry. */
export function openToolchain(): { readonly converter: ModelConverter } {
  return { converter: modelConverter };
}
