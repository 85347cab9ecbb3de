import type { Digest } from '../../core/domain/digest.ts';
import type { Parity, TensorSpec } from '../../core/domain/manifest.ts';
import { formatBytes } from '../../core/domain/units.ts';
import { blocks, fields, type Page, paint } from '../page.ts';
import { done } from './headline.ts';
import { parityText, tensorText } from './version.ts';

/** The JSON of `convert`. */
export interface ConversionAnswer {
  readonly output: string;
  readonly digest: Digest;
  readonly size: number;
  readonly opset: number;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** `null` for a file that was ONNX already. */
  readonly parity: Parity | null;
  readonly warnings: readonly string[];
}

export function presentConversion(answer: ConversionAnswer, page: Page): string {
  const { output, digest, size, opset, inputs, outputs, parity } = answer;
  return blocks(
    done(page, `Wrote ${paint(page, 'bold', output)}`),
    fields(page, [
      ['size', formatBytes(size)],
      ['digest', digest],
      ['opset', String(opset)],
      ['parity', parity === null ? 'the file was ONNX already' : parityText(parity)],
      ...inputs.map((spec) => ['in', `${spec.name}  ${tensorText(spec)}`] as const),
      ...outputs.map((spec) => ['out', `${spec.name}  ${tensorText(spec)}`] as const),
    ]),
  );
}
