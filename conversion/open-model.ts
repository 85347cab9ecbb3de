import { dirname, join } from 'node:path/posix';
import { faultOfArtifactPath } from '../core/domain/artifact-path.ts';
import { MergelineError } from '../core/errors.ts';
import { knownFormats, type Sniffed, sniff } from './container/sniff.ts';
import { unpack } from './container/unpack.ts';
import type { Limits } from './limits.ts';
import { type OnnxModel, readOnnx } from './onnx/onnx-model.ts';
import { type Pickle, readPickle } from './pickle/read-pickle.ts';
import { unreadable } from './unreadable.ts';

/** One file of a model, in memory; `path` is relative, with `/`. */
export interface ModelBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface OpenOptions {
  readonly limits: Limits;
  /** Keeps a file of no recognised format as it is. */
  readonly format?: 'other' | undefined;
}

export type OpenedModel =
  | {
      readonly kind: 'pickle';
      readonly format: 'pickle' | 'joblib';
      readonly file: ModelBytes;
      readonly pickle: Pickle;
    }
  | {
      readonly kind: 'onnx';
      readonly file: ModelBytes;
      readonly model: OnnxModel;
      /** Weights beside the file, by the paths among the files. */
      readonly external: readonly ModelBytes[];
    }
  | { readonly kind: 'known'; readonly format: string; readonly dataOnly: boolean }
  | { readonly kind: 'other' };

interface Recognised {
  readonly file: ModelBytes;
  readonly sniffed: Sniffed;
}

/**
 * Finds the one model among the files and reads it.
 * @throws MergelineError `MODEL_UNREADABLE` when there is none, it is damaged, or there are several.
 */
export function openModel(files: readonly ModelBytes[], options: OpenOptions): OpenedModel {
  for (const file of files) checkSize(file, options.limits);
  const recognised = files
    .map((file) => ({ file, sniffed: recognise(file, options.limits) }))
    .filter(({ sniffed }) => sniffed.kind !== 'unknown');
  const onnx = recognised.filter(({ sniffed }) => sniffed.kind === 'onnx');
  const [model] = onnx;
  if (model !== undefined && onnx.length === 1) {
    const opened = openOnnx(model.file, files, options.limits);
    // Weights can begin with any bytes, also with those of another format.
    refuseSecond(
      model,
      recognised.filter(({ file }) => !opened.external.includes(file)),
    );
    return opened;
  }
  const [first] = recognised.filter(({ sniffed }) => sniffed.kind !== 'known');
  if (first !== undefined) {
    refuseSecond(first, recognised);
    return openOne(first, options.limits);
  }
  const known = recognised[0]?.sniffed;
  return known?.kind === 'known' ? known : openUnknown(files, options);
}

function recognise(file: ModelBytes, limits: Limits): Sniffed {
  const sniffed = sniff(file.bytes);
  return sniffed.kind === 'unknown' && isUnmarkedPickle(file, limits) ? { kind: 'pickle' } : sniffed;
}

const fullStop = 0x2e;

/** Pickles of protocols 0 and 1 look like text that ends with a full stop. */
function isUnmarkedPickle({ bytes }: ModelBytes, limits: Limits): boolean {
  if (bytes.at(-1) !== fullStop) return false;
  try {
    readPickle(bytes, limits);
    return true;
  } catch (error) {
    if (error instanceof MergelineError) return false;
    throw error;
  }
}

function checkSize({ path, bytes }: ModelBytes, limits: Limits): void {
  if (bytes.length > limits.file) throw unreadable(`${path} has ${bytes.length} bytes; the limit is ${limits.file}.`);
}

/** Files of formats that are only kept may lie beside a model that is read. */
function refuseSecond(first: Recognised, all: readonly Recognised[]): void {
  const second = all.find(({ file, sniffed }) => file !== first.file && sniffed.kind !== 'known');
  if (second === undefined) return;
  throw unreadable(`${first.file.path} and ${second.file.path} are both models.`, 'Register them one by one.');
}

function openOne({ file, sniffed }: Recognised, limits: Limits): OpenedModel {
  switch (sniffed.kind) {
    case 'foreign':
      throw unreadable(
        `${file.path} is packed with ${sniffed.compression}, which is not supported.`,
        "Dump the model again with joblib.dump(model, path) or joblib.dump(model, path, compress=('zlib', 3)).",
      );
    case 'compressed':
      return openPickle(file, unpack(file.bytes, sniffed.compression, limits), 'joblib', limits);
    default:
      return openPickle(file, file.bytes, 'pickle', limits);
  }
}

function openPickle(file: ModelBytes, bytes: Uint8Array, format: 'pickle' | 'joblib', limits: Limits): OpenedModel {
  const pickle = readPickle(bytes, limits);
  return { kind: 'pickle', format: pickle.writtenByJoblib ? 'joblib' : format, file, pickle };
}

function openOnnx(file: ModelBytes, files: readonly ModelBytes[], limits: Limits): OpenedModel & { kind: 'onnx' } {
  const model = readOnnx(file.bytes, limits.depth);
  const external = model.externalFiles.map((location) => {
    const fault = faultOfArtifactPath(location);
    if (fault !== undefined) {
      throw unreadable(`${file.path} keeps weights in ${JSON.stringify(location)}, which cannot be used: ${fault}.`);
    }
    const path = join(dirname(file.path), location);
    const found = files.find((other) => other.path === path);
    if (found !== undefined) return found;
    throw unreadable(
      `${file.path} keeps weights in ${path}, which is not there.`,
      'Register the folder that holds both.',
    );
  });
  return { kind: 'onnx', file, model, external };
}

function openUnknown(files: readonly ModelBytes[], { format }: OpenOptions): OpenedModel {
  if (files.length === 0) throw unreadable('There is no file.');
  const empty = files.every(({ bytes }) => bytes.length === 0);
  if (format === 'other' && !empty) return { kind: 'other' };
  const [file] = files as readonly [ModelBytes, ...ModelBytes[]];
  const subject = files.length === 1 ? file.path : 'The folder';
  throw unreadable(
    empty ? `${subject} is empty.` : `${subject} holds no model of a format that is known.`,
    empty
      ? undefined
      : `Known are ${knownFormats.join(', ')}. Keep anything else as it is, without serving it, with --format other.`,
  );
}
