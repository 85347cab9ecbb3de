import type { Answer } from '../../conversion/interpret/interpret.ts';
import { compareAnswers, type OtherAnswers } from '../../conversion/parity.ts';
import type { Sample } from '../../conversion/sample.ts';
import type { Label, Parity, Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { decodeOutputs } from './decode-outputs.ts';
import type { ModelHost, Tensors } from './model-host.ts';

/**
 * Runs the emitted model on the sample and compares it with what the interpreter answered.
 * @throws MergelineError `MODEL_UNSUPPORTED` when they differ beyond the tolerance: such a model is never handed out.
 */
export async function verifyOnnx(
  host: ModelHost,
  onnx: Uint8Array,
  signature: Signature,
  { sample, answers }: { readonly sample: Sample; readonly answers: readonly Answer[] },
): Promise<Parity> {
  await host.load(onnx);
  const [input] = signature.inputs;
  const dims = [answers.length, sample.width];
  const feeds = new Map([[input?.name ?? '', { type: 'float64', data: sample.values, dims } as const]]);
  const actual = otherAnswers(await host.run(feeds), signature, answers.length);
  const { isEqual, parity } = compareAnswers(sample, answers, actual);
  if (isEqual) return parity;
  throw new MergelineError(
    'MODEL_UNSUPPORTED',
    `The converted model differs from the original by up to ${parity.maxAbsolute} on ${parity.rows} made-up rows, with ${parity.labelsDiffering} other labels.`,
    {
      hint: 'Nothing was written. Please report the model: it should have been converted exactly or refused by name.',
    },
  );
}

function otherAnswers(outputs: Tensors, signature: Signature, rows: number): OtherAnswers {
  const { predictions, probabilities } = decodeOutputs(outputs, signature, rows);
  if (probabilities === undefined) return { numbers: predictions.flat() as number[] };
  return { labels: predictions as Label[], numbers: probabilities.flat() };
}
