import type { ByteReader } from '../byte-reader.ts';
import { unreadable } from '../unreadable.ts';
import type { PickleContext } from './context.ts';
import { setDtypeState } from './dtype.ts';
import { emulate } from './emulate.ts';
import { readInlineArray } from './joblib.ts';
import { setArrayState } from './nd-array.ts';
import { describe, isKind, newObject, type PyDict, type PyGlobal, type PyObject, type PyValue } from './values.ts';

/**
 * Python's pickle machine, over inert data: it builds what the opcodes say and never looks up or calls anything.
 * Opcodes and their meaning are those of CPython's `pickletools`.
 */
export class Machine {
  readonly context: PickleContext;
  readonly #readNested: () => PyValue;
  readonly #stack: PyValue[] = [];
  /** Heights of the stack at which a MARK stands; nothing below the newest can be reached. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PyValue>();
  #stopped = false;

  /** @param readNested gives the pickle that lies at the reader's place: joblib keeps arrays of objects so. */
  constructor(context: PickleContext, readNested: () => PyValue) {
    this.context = context;
    this.#readNested = readNested;
  }

  get reader(): ByteReader {
    return this.context.reader;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** The one value that is left at the end. */
  result(): PyValue {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw unreadable('The pickle ends with unfinished values.');
    return value;
  }

  push(value: PyValue): void {
    this.#stack.push(value);
    this.context.budget.check('values on the stack', this.#stack.length, 'stack');
  }

  pop(): PyValue {
    if (this.#stack.length <= this.#floor())
      throw unreadable(`The pickle takes a value that is not there, before byte ${this.reader.offset}.`);
    return this.#stack.pop() as PyValue;
  }

  top(): PyValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
    this.context.budget.check('marks', this.#marks.length, 'marks');
  }

  /** The values since the newest mark, which go with it. */
  popToMark(): PyValue[] {
    const height = this.#marks.pop();
    if (height === undefined)
      throw unreadable(`The pickle takes a mark that is not there, before byte ${this.reader.offset}.`);
    return this.#stack.splice(height);
  }

  /** As POP does: the newest value, or the mark when nothing lies above it. */
  discard(): void {
    if (this.#stack.length > this.#floor()) this.#stack.pop();
    else this.popToMark();
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
    this.context.budget.check('remembered values', this.#memo.size, 'memo');
  }

  /** MEMOIZE numbers values by how many are remembered already. */
  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw unreadable(`The pickle recalls value ${index}, which it never stored.`);
    this.push(value);
  }

  pushGlobal(module: string, name: string): void {
    const key = `${module}\n${name}`;
    const known = this.context.globals.get(key);
    const value = known ?? ({ kind: 'global', module, name } satisfies PyGlobal);
    this.context.globals.set(key, value);
    this.context.budget.check('different importable names', this.context.globals.size, 'globals');
    this.push(value);
  }

  /** What calling `callable` would give: plain data for the few calls that make plain data, else the call itself. */
  call(callable: PyValue, args: readonly PyValue[]): void {
    this.push(emulate(callable, args, this.context.budget) ?? newObject(callable, args));
  }

  /** BUILD: gives the newest value its state. */
  build(): void {
    const state = this.pop();
    const target = this.top();
    if (isKind(target, 'array')) setArrayState(target, state, this.context.budget);
    else if (isKind(target, 'dtype')) setDtypeState(target, state);
    else if (isKind(target, 'object')) this.#buildObject(target, state);
    else throw unreadable(`The pickle gives a state to ${describe(target)}.`);
  }

  #buildObject(target: PyObject, state: PyValue): void {
    if (target.state !== undefined) throw unreadable(`The pickle gives a state to ${describe(target)} twice.`);
    target.state = isKind(state, 'dict') ? this.#copied(state) : state;
    const array = readInlineArray(target, this.context, this.#readNested);
    if (array === undefined) return;
    this.#stack.pop();
    this.push(array);
  }

  /** Python copies a state dictionary, so changes that the pickle makes to it later must not reach the object. */
  #copied(state: PyDict): PyDict {
    this.context.budget.spend(state.entries.size);
    return { kind: 'dict', entries: new Map(state.entries) };
  }

  #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }
}
