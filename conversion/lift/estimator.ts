import type { Label } from '../../core/domain/manifest.ts';
import type { ClassLabels } from '../ir.ts';
import { numbersOf, valuesOf } from '../pickle/elements.ts';
import { describe, isKind, type NdArray, type PyObject, type PyValue, qualifiedName } from '../pickle/values.ts';
import { UnsupportedModel } from '../unsupported.ts';

/** A table of numbers out of an array of one or two dimensions. */
export interface Numbers {
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly values: Float64Array;
}

/** An estimator's attributes, each read as the type that the lifting rule expects and refused as anything else. */
export class Estimator {
  /** Where it stands in the model: `pipeline.steps[1].clf`. */
  readonly path: string;
  readonly className: string;
  readonly #attributes: ReadonlyMap<PyValue, PyValue>;

  private constructor(path: string, className: string, attributes: ReadonlyMap<PyValue, PyValue>) {
    this.path = path;
    this.className = className;
    this.#attributes = attributes;
  }

  /** Undefined for a value that is no instance of a named class with attributes. */
  static of(value: PyValue | undefined, path: string): Estimator | undefined {
    if (!isPlainInstance(value) || !isKind(value.callable, 'global') || !isKind(value.state, 'dict')) return undefined;
    return new Estimator(path, qualifiedName(value.callable), value.state.entries);
  }

  get shortName(): string {
    return this.className.slice(this.className.lastIndexOf('.') + 1);
  }

  get names(): readonly string[] {
    return [...this.#attributes.keys()].filter((name) => typeof name === 'string');
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  /** Undefined when there is no such attribute. */
  find(name: string): PyValue | undefined {
    return this.#attributes.get(name);
  }

  boolean(name: string): boolean {
    const value = this.find(name);
    return typeof value === 'boolean' ? value : this.#fail(name, 'true or false');
  }

  string(name: string): string {
    const value = this.find(name);
    return typeof value === 'string' ? value : this.#fail(name, 'a text');
  }

  /** An array of finite numbers, or one number as an array of no dimension. */
  numbers(name: string): Numbers {
    const value = this.find(name);
    const numbers = typeof value === 'number' ? { shape: [], values: Float64Array.of(value) } : this.#arrayOf(value);
    if (numbers === undefined) return this.#fail(name, 'an array of numbers');
    if (numbers.values.every(Number.isFinite)) return numbers;
    return this.refuse(`its ${name} holds values that are not finite`);
  }

  /** One finite number per column. */
  vector(name: string): Float64Array {
    const { shape, values } = this.numbers(name);
    return shape.length === 1 ? values : this.#fail(name, 'a row of numbers');
  }

  /** `classes_`: texts, whole numbers, numbers or truth values, all of one kind. */
  classLabels(name: string): ClassLabels {
    const value = this.find(name);
    if (!isKind(value, 'array') || value.shape.length !== 1) return this.#fail(name, 'a row of labels');
    const values = valuesOf(value);
    const type = labelType(values, value);
    if (type === undefined) return this.refuse(`its ${name} are neither all texts nor all numbers`);
    return { type, values: values as Label[] };
  }

  /** Column names, when it was fitted on a table that had them. */
  texts(name: string): readonly string[] | undefined {
    const value = this.find(name);
    if (!isKind(value, 'array')) return undefined;
    const texts = valuesOf(value);
    return texts.every((text) => typeof text === 'string') ? texts : undefined;
  }

  refuse(reason: string): never {
    throw new UnsupportedModel(`${this.shortName}: ${reason}.`, {
      path: this.path,
      estimator: this.className,
    });
  }

  /** scikit-learn ends the names of what fitting sets with an underscore. */
  #fail(name: string, expected: string): never {
    const value = this.find(name);
    if (value === undefined && name.endsWith('_')) this.refuse(`it was never fitted (it has no ${name})`);
    return this.refuse(`its ${name} is ${describe(value)}, not ${expected}`);
  }

  #arrayOf(value: PyValue | undefined): Numbers | undefined {
    const values = isKind(value, 'array') ? numbersOf(value) : undefined;
    return values && { shape: (value as NdArray).shape, values };
  }
}

/** Made by its class with nothing but a state, as pickle makes instances. */
function isPlainInstance(value: PyValue | undefined): value is PyObject {
  if (!isKind(value, 'object')) return false;
  return (
    value.args.length === 0 && value.keywords === undefined && value.items.length === 0 && value.entries.size === 0
  );
}

function labelType(values: readonly PyValue[], { dtype }: NdArray): ClassLabels['type'] | undefined {
  if (values.every((value) => typeof value === 'string' && value.isWellFormed())) return 'string';
  if (values.every((value) => typeof value === 'boolean')) return 'bool';
  if (!values.every((value) => typeof value === 'number' && Number.isFinite(value))) return undefined;
  return dtype.type !== 'f' && values.every(Number.isSafeInteger) ? 'int64' : 'float64';
}
