import { basename, dirname, join, resolve } from 'node:path';
import { readModelFiles } from '../../adapters/files/read-model-files.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ConvertedModel } from '../../core/ports/model-toolchain.ts';
import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { type ConversionAnswer, presentConversion } from '../presenters/conversion.ts';
import { writeFiles } from '../write-files.ts';

export const convert = defineCommand({
  arguments: {
    file: { help: 'The model: a file, or a folder.', complete: 'file' },
  },
  options: {
    output: {
      value: 'file|folder',
      help: 'A name that ends in .onnx, or the folder where model.onnx goes; the current directory when absent.',
      complete: 'file',
    },
    force: { help: 'Replace a file that is there with other content.' },
  },
  notes: ['Nothing in the file is run, and the same file gives the same bytes. Needs no registry.'],
  examples: [
    { words: 'convert model.pkl --output iris.onnx', does: 'write iris.onnx, and tell how far its answers are apart' },
  ],
  async run({ file, output = '.', force }, context) {
    const files = await readModelFiles(file, context.cwd);
    const { converter } = await context.product.openToolchain(context.openOptions);
    context.progress.step('converting the model');
    const converted = await converter.convert(files, { signal: context.signal });
    const folder = isFileName(output) ? dirname(output) : output;
    const answer = answerOf(converted, output);
    await writeFiles(filesOf(converted, output), resolve(context.cwd, folder), { force, onProgress: () => {} });
    return answered(answer, presentConversion, { warnings: answer.warnings });
  },
});

function isFileName(output: string): boolean {
  return output.toLowerCase().endsWith('.onnx');
}

/** The model comes first; weights beside it keep the names by which it asks for them. */
function filesOf({ served }: ConvertedModel, output: string) {
  return (served?.files ?? []).map(({ path, bytes }, at) => ({
    path: at === 0 && isFileName(output) ? basename(output) : path,
    digest: digestOf(bytes),
    size: bytes.length,
    open: async function* () {
      yield bytes;
    },
  }));
}

/** @throws MergelineError `MODEL_UNSUPPORTED` with the place in the model that cannot be converted. */
function answerOf(converted: ConvertedModel, output: string): ConversionAnswer {
  const { conversion, served } = converted;
  const [file] = filesOf(converted, output);
  if (conversion.outcome === 'unsupported' || served === undefined || file === undefined) throw unsupported(conversion);
  return {
    output: isFileName(output) ? output : join(output, file.path),
    digest: file.digest,
    size: file.size,
    opset: served.form.opset,
    inputs: served.signature.inputs,
    outputs: served.signature.outputs,
    parity: conversion.outcome === 'converted' ? conversion.parity : null,
    warnings: conversion.warnings,
  };
}

function unsupported(conversion: ConvertedModel['conversion']): MergelineError {
  const { reason, path } =
    conversion.outcome === 'unsupported' ? conversion : { reason: 'it has no served form', path: undefined };
  return new MergelineError('MODEL_UNSUPPORTED', `The model cannot be converted: ${reason}`, {
    details: path === undefined ? [] : [{ path, message: reason }],
    hint: 'It can be registered all the same: mergeline register keeps it and marks it as not servable.',
  });
}
