import type { Label, Signature, Task, TensorSpec, TensorType } from '../../core/domain/manifest.ts';
import { UnsupportedModel } from '../unsupported.ts';
import type { OnnxModel, OnnxValue } from './onnx-model.ts';

/** `TensorProto.DataType` of onnx.proto3; 16-bit floats, complex and sub-byte types are left out. */
const tensorTypes: ReadonlyMap<number | undefined, TensorType> = new Map([
  [1, 'float32'],
  [2, 'uint8'],
  [3, 'int8'],
  [4, 'uint16'],
  [5, 'int16'],
  [6, 'int32'],
  [7, 'int64'],
  [8, 'string'],
  [9, 'bool'],
  [11, 'float64'],
  [12, 'uint32'],
  [13, 'uint64'],
]);

/** Keys of `metadata_props` in the files that we write. */
export const property = {
  task: 'mergeline.task',
  classes: 'mergeline.classes',
  columns: 'mergeline.columns',
} as const;

/**
 * What a caller has to know of an ONNX model. Files that we wrote say it themselves; of others the task is told from
 * the outputs.
 * @throws UnsupportedModel for inputs or outputs that rows cannot be made of.
 */
export function signatureOf(model: OnnxModel): Signature {
  const outputs = model.outputs.map((output) => specOf(output, 'output'));
  const columns = list(model, property.columns).filter((name) => typeof name === 'string');
  const inputs = model.inputs.map((input) => withColumns(specOf(input, 'input'), columns));
  if (inputs.length === 0) throw new UnsupportedModel('The ONNX model takes no input.');
  const classes = list(model, property.classes);
  return { task: taskOf(model, outputs), inputs, outputs, ...(classes.length > 0 && { classes }) };
}

function specOf({ name, elementType, shape }: OnnxValue, role: 'input' | 'output'): TensorSpec {
  const type = tensorTypes.get(elementType);
  if (type === undefined) {
    const hint =
      elementType === undefined
        ? "it is no tensor; export the model without ZipMap: skl2onnx has options={'zipmap': False} for that"
        : `its element type is ${elementType}`;
    throw new UnsupportedModel(`The ${role} ${name} cannot be served: ${hint}.`, { path: name });
  }
  if (shape !== undefined && shape.length > 0) {
    const [batch] = shape;
    if (role === 'input' && typeof batch === 'number' && batch !== 1) {
      throw new UnsupportedModel(`The input ${name} cannot be served: it takes exactly ${batch} rows at once.`, {
        path: name,
      });
    }
    return { name, type, shape };
  }
  if (role === 'output') return { name, type, shape: type.startsWith('float') ? [null, null] : [null] };
  throw new UnsupportedModel(`The input ${name} cannot be served: it has no batch of rows.`, { path: name });
}

function withColumns(spec: TensorSpec, columns: readonly string[]): TensorSpec {
  return spec.shape.length === 2 && spec.shape[1] === columns.length ? { ...spec, columns } : spec;
}

function taskOf(model: OnnxModel, outputs: readonly TensorSpec[]): Task {
  const stated = model.properties.get(property.task);
  if (stated === 'classification' || stated === 'regression') return stated;
  const [first, ...rest] = outputs;
  if (first === undefined) return 'other';
  const hasScores = rest.some((spec) => spec.type.startsWith('float') && spec.shape.length === 2);
  if (isLabel(first) && (hasScores || /label|class/i.test(first.name))) return 'classification';
  const isNumber = first.type.startsWith('float') && (first.shape.length === 1 || first.shape[1] === 1);
  return isNumber && rest.length === 0 ? 'regression' : 'other';
}

function isLabel({ type, shape }: TensorSpec): boolean {
  return shape.length === 1 && (type === 'string' || type === 'int64' || type === 'int32');
}

function list(model: OnnxModel, key: string): Label[] {
  try {
    const value: unknown = JSON.parse(model.properties.get(key) ?? '[]');
    return Array.isArray(value) ? value.filter((item) => ['string', 'number', 'boolean'].includes(typeof item)) : [];
  } catch {
    return [];
  }
}
