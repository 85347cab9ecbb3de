import type { Signature, TensorSpec } from '../../core/domain/manifest.ts';
import type { Cell, Row } from '../../core/domain/row.ts';
import { MergelineError } from '../../core/errors.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { encodeRows } from './encode-rows.ts';
import type { ModelHost, Tensors } from './model-host.ts';

/** How long a model may take for all made-up rows together, in milliseconds: whoever registers it waits. */
export const probeTime = 5_000;

const madeUpRows = 4;
/** Values of a row; more are not made up. */
const widest = 2 ** 20;
/** Small, and few that a logarithm or a square root refuses. */
const numbers = [1, 0.5, 2, 0, 5, -1, 10, 0.1];

/**
 * Runs a loaded model on made-up rows until one gets an answer that can be right.
 * @returns why the model cannot be served: it does not end, it crashes, or it answers every row with what no model may
 * answer. That it refuses made-up values is no fault of it.
 */
export async function probeModel(
  host: ModelHost,
  signature: Signature,
  milliseconds: number,
): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(tooSlow(milliseconds)), milliseconds);
  try {
    return await Promise.race([findFault(host, signature), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function findFault(host: ModelHost, signature: Signature): Promise<string | undefined> {
  const width = signature.inputs.reduce((sum, input) => sum + widthOf(input), 0);
  if (!(width <= widest)) return undefined;
  let fault: string | undefined;
  for (let index = 0; index < madeUpRows; index += 1) {
    const feeds = encodeRows([madeUpRow(signature, index)], signature);
    try {
      const outputs = await run(host, feeds);
      if (outputs === undefined) continue;
      decodeOutputs(outputs, signature, 1);
      return undefined;
    } catch (error) {
      if (!(error instanceof MergelineError) || error.code !== 'MODEL_FAILED') throw error;
      fault = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    }
  }
  return fault;
}

/** Undefined when the model refuses the values. */
async function run(host: ModelHost, feeds: Tensors): Promise<Tensors | undefined> {
  try {
    return await host.run(feeds);
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'INPUT_INVALID') return undefined;
    throw error;
  }
}

/** Not-a-number when the model leaves it open. */
function widthOf({ shape }: TensorSpec): number {
  return shape.slice(1).reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
}

function madeUpRow({ inputs }: Signature, index: number): Row {
  return inputs.flatMap((input) =>
    Array.from({ length: widthOf(input) }, (_, column) => cellOf(input, index + column)),
  );
}

function cellOf({ type }: TensorSpec, position: number): Cell {
  if (type === 'string') return 'a';
  if (type === 'bool') return position % 2 === 0;
  return type.startsWith('float') ? (numbers[position % numbers.length] ?? 0) : position % 2;
}

function tooSlow(milliseconds: number): string {
  return `The model did not answer within ${milliseconds / 1000} s. It may never end. If it is only slow, give it more seconds with MERGELINE_MODEL_TIMEOUT=600.`;
}
