import { type Conversion, converterVersion } from '../../conversion/convert.ts';
import { defaultLimits } from '../../conversion/limits.ts';
import type { ModelBytes } from '../../conversion/open-model.ts';
import { unreadable } from '../../conversion/unreadable.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ConvertedModel, ModelConverter, ModelFile } from '../../core/ports/model-toolchain.ts';
import type { ConversionJob } from './conversion-job.ts';
import { externalDataOf } from './external-data.ts';
import type { ModelHost } from './model-host.ts';
import { probeModel, probeTime } from './probe-model.ts';
import { runConversion } from './run-conversion.ts';
import { verifyOnnx } from './verify-onnx.ts';

const onnxMediaType = 'application/vnd.onnx';
const weightsMediaType = 'application/octet-stream';

export interface ConverterOptions {
  /** How long an accepted model may take for a few made-up rows, in milliseconds. */
  readonly patience?: number;
}

/** Reads and converts models in a thread of its own, and lets ONNX Runtime check in a host what comes out of it. */
export function modelConverterWith(
  openHost: (signal?: AbortSignal) => ModelHost,
  { patience = probeTime }: ConverterOptions = {},
): ModelConverter {
  return {
    async inspect(files, { format } = {}) {
      const answer = await runConversion(await jobOf('inspect', files, format));
      if (answer.kind === 'inspected') return answer.inspection;
      throw new MergelineError('INTERNAL', 'The model was converted where it should have been inspected.');
    },

    async convert(files, { format, signal } = {}) {
      const job = await jobOf('convert', files, format);
      // Makes itself ready while the other thread reads.
      const host = openHost(signal);
      try {
        const answer = await runConversion(job, signal);
        if (answer.kind === 'converted') return await verified(answer.conversion, job.files, host, patience);
        throw new MergelineError('INTERNAL', 'The model was inspected where it should have been converted.');
      } finally {
        await host.close();
      }
    },
  };
}

async function jobOf(
  task: ConversionJob['task'],
  files: readonly ModelFile[],
  format: 'other' | undefined,
): Promise<ConversionJob> {
  const limits = defaultLimits;
  const tooLarge = files.find(({ size }) => size > limits.file);
  if (tooLarge) throw unreadable(`${tooLarge.path} has ${tooLarge.size} bytes; the limit is ${limits.file}.`);
  const contents = await Promise.all(files.map(async (file) => ({ path: file.path, bytes: await file.read() })));
  return { task, files: contents, limits, format };
}

async function verified(
  conversion: Conversion,
  files: readonly ModelBytes[],
  host: ModelHost,
  patience: number,
): Promise<ConvertedModel> {
  switch (conversion.outcome) {
    case 'converted':
      return await verifyConverted(conversion, host);
    case 'accepted':
      return await verifyAccepted(conversion, files, host, patience);
    case 'unsupported': {
      const { inspection, reason, path, estimator } = conversion;
      return { inspection, conversion: unsupported(reason, path, estimator) };
    }
  }
}

async function verifyConverted(
  conversion: Conversion & { outcome: 'converted' },
  host: ModelHost,
): Promise<ConvertedModel> {
  const { inspection, onnx, opset, signature, warnings, expected } = conversion;
  const parity = await verifyOnnx(host, onnx, signature, expected);
  return {
    inspection,
    conversion: { outcome: 'converted', converter: converterVersion, parity, warnings },
    served: {
      form: { format: 'onnx', opset },
      signature,
      files: [{ path: 'model.onnx', mediaType: onnxMediaType, bytes: onnx }],
    },
  };
}

/** A model that ONNX Runtime does not load, or that answers nothing that can be right, is kept, but not served. */
async function verifyAccepted(
  { inspection, opset, signature, warnings, files: named }: Conversion & { outcome: 'accepted' },
  all: readonly ModelBytes[],
  host: ModelHost,
  patience: number,
): Promise<ConvertedModel> {
  const [model, ...external] = named.map(({ path }) => all.find((file) => file.path === path) as ModelBytes);
  const { bytes, path } = model as ModelBytes;
  try {
    await host.load(bytes, externalDataOf(path, external));
  } catch (error) {
    // What a model did to this machine today is no property of it that a manifest could keep.
    if (error instanceof MergelineError && error.code === 'MODEL_UNREADABLE')
      return { inspection, conversion: unsupported(error.message) };
    throw error;
  }
  const fault = await probeModel(host, signature, patience);
  if (fault !== undefined) return { inspection, conversion: unsupported(fault) };
  return {
    inspection,
    conversion: { outcome: 'accepted', warnings },
    served: {
      form: { format: 'onnx', opset },
      signature,
      files: [
        { path, mediaType: onnxMediaType, bytes },
        ...external.map((file) => ({ ...file, mediaType: weightsMediaType })),
      ],
    },
  };
}

function unsupported(reason: string, path?: string, estimator?: string): ConvertedModel['conversion'] {
  return {
    outcome: 'unsupported',
    reason,
    ...(path !== undefined && { path }),
    ...(estimator !== undefined && { class: estimator }),
  };
}
