import type { Tensor } from 'onnxruntime-node';
import type { Answer } from '../../conversion/interpret/interpret.ts';
import { compareAnswers, type OtherAnswers } from '../../conversion/parity.ts';
import type { Sample } from '../../conversion/sample.ts';
import type { Label, Parity, Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { openSession, runSession } from './open-session.ts';

/**
 * Runs the emitted model on the sample and compares it with what the interpreter answered.
 * @throws MergelineError `MODEL_UNSUPPORTED` when they differ beyond the tolerance: such a model is never handed out.
 */
export async function verifyOnnx(
  onnx: Uint8Array,
  signature: Signature,
  { sample, answers }: { readonly sample: Sample; readonly answers: readonly Answer[] },
): Promise<Parity> {
  const session = await openSession(onnx);
  try {
    const [input] = signature.inputs;
    const dims = [answers.length, sample.width];
    const feeds = new Map([[input?.name ?? '', { type: 'float64', data: sample.values, dims } as const]]);
    const actual = otherAnswers(await runSession(session, feeds), signature);
    const { isEqual, parity } = compareAnswers(sample, answers, actual);
    if (isEqual) return parity;
    throw new MergelineError(
      'MODEL_UNSUPPORTED',
      `The converted model differs from the original by up to ${parity.maxAbsolute} on ${parity.rows} made-up rows, with ${parity.labelsDiffering} other labels.`,
      {
        hint: 'Nothing was written. Please report the model: it should have been converted exactly or refused by name.',
      },
    );
  } finally {
    await session.release();
  }
}

function otherAnswers(outputs: ReadonlyMap<string, Tensor>, signature: Signature): OtherAnswers {
  const { predictions, probabilities } = decodeOutputs(outputs, signature);
  if (probabilities === undefined) return { numbers: predictions.flat() as number[] };
  return { labels: predictions as Label[], numbers: probabilities.flat() };
}
