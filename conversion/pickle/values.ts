/**
 * What a pickle holds, as inert data: nothing here has behaviour of the class that it names.
 * Dictionaries are Maps, so no name in a file can become a property of ours.
 */
export type PyValue =
  | null
  | boolean
  | number
  /** Integers beyond 2^53. */
  | bigint
  | string
  /** `bytes` and `bytearray`. */
  | Uint8Array
  | PyGlobal
  | PyTuple
  | PyList
  | PySet
  | PyDict
  | PyObject
  | Dtype
  | NdArray;

/** Something importable, named but never looked up. */
export interface PyGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

export interface PyTuple {
  readonly kind: 'tuple';
  readonly items: readonly PyValue[];
}

export interface PyList {
  readonly kind: 'list';
  readonly items: PyValue[];
}

export interface PySet {
  readonly kind: 'set';
  readonly items: PyValue[];
}

export interface PyDict {
  readonly kind: 'dict';
  readonly entries: Map<PyValue, PyValue>;
}

/** The call that would have made an object, and what would have been given to it afterwards. */
export interface PyObject {
  readonly kind: 'object';
  /** A class or function by name; anything else is code that the file makes at run time. */
  readonly callable: PyValue;
  readonly args: readonly PyValue[];
  readonly keywords?: PyDict;
  state?: PyValue;
  readonly items: PyValue[];
  readonly entries: Map<PyValue, PyValue>;
}

/** A numpy element type. */
export interface Dtype {
  readonly kind: 'dtype';
  /** numpy's kind: `f`, `i`, `u`, `b`, `U`, `S`, `O`, `V`, … */
  readonly type: string;
  /** Bytes per element. */
  size: number;
  bigEndian: boolean;
  /** Of a structured type, by name. */
  fields?: ReadonlyMap<string, { readonly dtype: Dtype; readonly offset: number }>;
}

/** `data` is a view of the file, or the elements themselves where numpy holds Python objects. */
export interface NdArray {
  readonly kind: 'array';
  dtype: Dtype;
  shape: readonly number[];
  fortran: boolean;
  data: Uint8Array | readonly PyValue[];
}

export function newObject(callable: PyValue, args: readonly PyValue[], keywords?: PyDict): PyObject {
  return { kind: 'object', callable, args, items: [], entries: new Map(), ...(keywords && { keywords }) };
}

export type PyKind = Exclude<PyValue, null | boolean | number | bigint | string | Uint8Array>['kind'];

/** Whether the value is of this kind; `isKind(value, 'dict')` narrows to `PyDict`. */
export function isKind<K extends PyKind>(value: PyValue | undefined, kind: K): value is Extract<PyValue, { kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

export function isGlobal(value: PyValue | undefined, module: string, name: string): boolean {
  return isKind(value, 'global') && value.module === module && value.name === name;
}

/** The dotted name of a class or function, as Python prints it. */
export function qualifiedName({ module, name }: PyGlobal): string {
  return `${module}.${name}`;
}

/** What people call the value: `a list`, `None`, `sklearn.svm._classes.SVC`. */
export function describe(value: PyValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return 'bytes';
  if (value.kind === 'object') return isKind(value.callable, 'global') ? qualifiedName(value.callable) : 'made by code';
  if (value.kind === 'global') return qualifiedName(value);
  return `${value.kind === 'array' ? 'an' : 'a'} ${value.kind}`;
}
