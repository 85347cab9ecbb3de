import { faultOfArtifactPath } from '../../core/domain/artifact-path.ts';
import { type Digest, isDigest } from '../../core/domain/digest.ts';
import type { Label, Signature, Task, TensorSpec, TensorType } from '../../core/domain/manifest.ts';
import { parseJson } from '../../core/domain/parse-json.ts';
import { MergelineError } from '../../core/errors.ts';

export interface FileOfModel {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

export interface ModelMetadata {
  readonly signature: Signature;
  readonly files: readonly FileOfModel[];
}

/**
 * Reads `.mergeline/model.json`, as packaging writes it:
 * `{"formatVersion":1,"format":"onnx","opset","files":[{path,digest,size}],"signature":{…}}`.
 * @throws MergelineError `MODEL_UNREADABLE` that names the first key that is wrong.
 */
export function parseModelMetadata(text: string, path: string): ModelMetadata {
  const check = new Check(path);
  const content = check.object(parseJson(text), 'the file');
  if (content['formatVersion'] !== 1) throw check.wrong('formatVersion', '1, which is all that this server reads');
  if (content['format'] !== 'onnx') throw check.wrong('format', 'onnx');
  return {
    files: check.list(content['files'], 'files').map((file, index) => parseFile(file, `files[${index}]`, check)),
    signature: parseSignature(check.object(content['signature'], 'signature'), check),
  };
}

function parseFile(value: unknown, key: string, check: Check): FileOfModel {
  const file = check.object(value, key);
  const path = check.text(file['path'], `${key}.path`);
  if (faultOfArtifactPath(path) !== undefined) throw check.wrong(`${key}.path`, 'a relative path');
  const digest = check.text(file['digest'], `${key}.digest`);
  if (!isDigest(digest)) throw check.wrong(`${key}.digest`, 'a digest');
  return { path, digest, size: check.size(file['size'], `${key}.size`) };
}

const tasks: readonly Task[] = ['classification', 'regression', 'other'];

function parseSignature(signature: Readonly<Record<string, unknown>>, check: Check): Signature {
  const task = tasks.find((it) => it === signature['task']);
  if (task === undefined) throw check.wrong('signature.task', tasks.join(', '));
  const tensors = (key: 'inputs' | 'outputs') =>
    check
      .list(signature[key], `signature.${key}`)
      .map((it, index) => parseTensor(it, `signature.${key}[${index}]`, check));
  const classes = signature['classes'];
  return {
    task,
    inputs: tensors('inputs'),
    outputs: tensors('outputs'),
    ...(classes !== undefined && { classes: check.list(classes, 'signature.classes') as Label[] }),
  };
}

const types = 'float64 float32 int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool string'.split(' ');

function parseTensor(value: unknown, key: string, check: Check): TensorSpec {
  const tensor = check.object(value, key);
  const type = check.text(tensor['type'], `${key}.type`);
  if (!types.includes(type)) throw check.wrong(`${key}.type`, types.join(', '));
  const columns = tensor['columns'];
  return {
    name: check.text(tensor['name'], `${key}.name`),
    type: type as TensorType,
    shape: check
      .list(tensor['shape'], `${key}.shape`)
      .map((size) => (size === null ? null : check.size(size, `${key}.shape`))),
    ...(columns !== undefined && {
      columns: check.list(columns, `${key}.columns`).map((it) => check.text(it, `${key}.columns`)),
    }),
  };
}

/** Names the file and the key in every complaint. */
class Check {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  wrong(key: string, expected: string): MergelineError {
    return new MergelineError('MODEL_UNREADABLE', `${this.#file}: ${key} is not ${expected}.`);
  }

  object(value: unknown, key: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw this.wrong(key, 'an object');
  }

  list(value: unknown, key: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    throw this.wrong(key, 'a list');
  }

  text(value: unknown, key: string): string {
    if (typeof value === 'string') return value;
    throw this.wrong(key, 'a text');
  }

  size(value: unknown, key: string): number {
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    throw this.wrong(key, 'a size');
  }
}
