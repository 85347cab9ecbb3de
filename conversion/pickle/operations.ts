import { unreadable } from '../unreadable.ts';
import {
  decodeLong,
  parseFloatLine,
  parseIntegerLine,
  parseRawUnicode,
  parseStringLine,
  parseText,
} from './literals.ts';
import type { Machine } from './machine.ts';
import { type Opcode, opcodes } from './opcodes.ts';
import { describe, isKind, newObject, type PyValue } from './values.ts';

/** `position` counts the bytes since the start of the pickle. */
type Operation = (machine: Machine, position: number) => void;
type Operations = Partial<Record<Opcode, Operation>>;

const newestProtocol = 5;

const constants = {
  NONE: (m) => m.push(null),
  NEWTRUE: (m) => m.push(true),
  NEWFALSE: (m) => m.push(false),
  INT: (m) => m.push(parseIntegerLine(m.reader.line(), m.context.budget)),
  LONG: (m) => m.push(parseIntegerLine(m.reader.line(), m.context.budget)),
  BININT: (m) => m.push(m.reader.int32()),
  BININT1: (m) => m.push(m.reader.uint8()),
  BININT2: (m) => m.push(m.reader.uint16()),
  LONG1: (m) => m.push(long(m, m.reader.uint8())),
  LONG4: (m) => m.push(long(m, m.reader.uint32())),
  FLOAT: (m) => m.push(parseFloatLine(m.reader.line())),
  BINFLOAT: (m) => m.push(m.reader.bigEndianFloat64()),
} satisfies Operations;

const texts = {
  STRING: (m) => m.push(parseStringLine(m.reader.line())),
  BINSTRING: (m) => m.push(ascii(m, m.reader.uint32())),
  SHORT_BINSTRING: (m) => m.push(ascii(m, m.reader.uint8())),
  UNICODE: (m) => m.push(parseRawUnicode(m.reader.line())),
  BINUNICODE: (m) => m.push(text(m, m.reader.uint32())),
  SHORT_BINUNICODE: (m) => m.push(text(m, m.reader.uint8())),
  BINUNICODE8: (m) => m.push(text(m, m.reader.uint64())),
  BINBYTES: (m) => m.push(m.reader.take(m.reader.uint32())),
  SHORT_BINBYTES: (m) => m.push(m.reader.take(m.reader.uint8())),
  BINBYTES8: (m) => m.push(m.reader.take(m.reader.uint64())),
  BYTEARRAY8: (m) => m.push(m.reader.take(m.reader.uint64())),
} satisfies Operations;

const containers = {
  EMPTY_TUPLE: (m) => m.push({ kind: 'tuple', items: [] }),
  TUPLE: (m) => m.push({ kind: 'tuple', items: m.popToMark() }),
  TUPLE1: (m) => m.push({ kind: 'tuple', items: popped(m, 1) }),
  TUPLE2: (m) => m.push({ kind: 'tuple', items: popped(m, 2) }),
  TUPLE3: (m) => m.push({ kind: 'tuple', items: popped(m, 3) }),
  EMPTY_LIST: (m) => m.push({ kind: 'list', items: [] }),
  LIST: (m) => m.push({ kind: 'list', items: m.popToMark() }),
  APPEND: (m) => append(m, popped(m, 1)),
  APPENDS: (m) => append(m, m.popToMark()),
  EMPTY_DICT: (m) => m.push({ kind: 'dict', entries: new Map() }),
  DICT: (m) => m.push({ kind: 'dict', entries: setEntries(new Map(), m.popToMark()) }),
  SETITEM: (m) => setItems(m, popped(m, 2)),
  SETITEMS: (m) => setItems(m, m.popToMark()),
  EMPTY_SET: (m) => m.push({ kind: 'set', items: [] }),
  ADDITEMS: (m) => append(m, m.popToMark(), 'set'),
  FROZENSET: (m) => m.push({ kind: 'set', items: m.popToMark() }),
} satisfies Operations;

const stackAndMemo = {
  MARK: (m) => m.mark(),
  POP: (m) => m.discard(),
  POP_MARK: (m) => void m.popToMark(),
  DUP: (m) => m.push(m.top()),
  GET: (m) => m.recall(index(m)),
  BINGET: (m) => m.recall(m.reader.uint8()),
  LONG_BINGET: (m) => m.recall(m.reader.uint32()),
  PUT: (m) => m.remember(index(m)),
  BINPUT: (m) => m.remember(m.reader.uint8()),
  LONG_BINPUT: (m) => m.remember(m.reader.uint32()),
  MEMOIZE: (m) => m.rememberNext(),
} satisfies Operations;

const objects = {
  GLOBAL: (m) => m.pushGlobal(parseText(m.reader.line()), parseText(m.reader.line())),
  STACK_GLOBAL: (m) => stackGlobal(m),
  REDUCE: (m) => {
    const args = tupleItems(m.pop());
    m.call(m.pop(), args);
  },
  NEWOBJ: (m) => {
    const args = tupleItems(m.pop());
    m.push(newObject(m.pop(), args));
  },
  NEWOBJ_EX: (m) => {
    const keywords = m.pop();
    const args = tupleItems(m.pop());
    if (!isKind(keywords, 'dict')) throw unreadable('The pickle calls with keywords that are no dictionary.');
    m.push(newObject(m.pop(), args, keywords));
  },
  INST: (m) => {
    m.pushGlobal(parseText(m.reader.line()), parseText(m.reader.line()));
    const callable = m.pop();
    m.call(callable, m.popToMark());
  },
  OBJ: (m) => {
    const [callable, ...args] = m.popToMark();
    if (callable === undefined) throw unreadable('The pickle makes an object of no class.');
    m.call(callable, args);
  },
  BUILD: (m) => m.build(),
} satisfies Operations;

const framing = {
  PROTO: (m, position) => {
    const protocol = m.reader.uint8();
    if (position !== 0) throw unreadable('The pickle states its protocol twice.');
    if (protocol > newestProtocol)
      throw unreadable(`The pickle is of protocol ${protocol}; the newest is ${newestProtocol}.`);
  },
  // A frame's length only helps Python to read ahead; a wrong one must not matter.
  FRAME: (m) => void m.reader.uint64(),
  STOP: (m) => m.stop(),
} satisfies Operations;

const refused = {
  PERSID: () => refuse('refers to objects outside itself (persistent ids)'),
  BINPERSID: () => refuse('refers to objects outside itself (persistent ids)'),
  EXT1: () => refuse('uses the extension registry of the program that wrote it'),
  EXT2: () => refuse('uses the extension registry of the program that wrote it'),
  EXT4: () => refuse('uses the extension registry of the program that wrote it'),
  NEXT_BUFFER: () => refuse('keeps buffers outside itself'),
  READONLY_BUFFER: () => refuse('keeps buffers outside itself'),
} satisfies Operations;

const all: Record<Opcode, Operation> = {
  ...constants,
  ...texts,
  ...containers,
  ...stackAndMemo,
  ...objects,
  ...framing,
  ...refused,
};

/** By opcode byte. */
export const operations: readonly (Operation | undefined)[] = byCode();

function byCode(): (Operation | undefined)[] {
  const table = new Array<Operation | undefined>(256).fill(undefined);
  for (const name of Object.keys(all) as Opcode[]) table[opcodes[name].charCodeAt(0)] = all[name];
  return table;
}

function refuse(what: string): never {
  throw unreadable(`The pickle ${what}, so it cannot be read by itself.`);
}

function popped(machine: Machine, count: 1 | 2 | 3): PyValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function long(machine: Machine, length: number): PyValue {
  machine.context.budget.check('bytes in an integer', length, 'integer');
  return decodeLong(machine.reader.take(length));
}

function text(machine: Machine, length: number): string {
  machine.context.budget.check('bytes in a text', length, 'text');
  return machine.reader.utf8(length);
}

function ascii(machine: Machine, length: number): string {
  machine.context.budget.check('bytes in a text', length, 'text');
  return parseText(machine.reader.take(length));
}

function index(machine: Machine): number {
  const value = parseIntegerLine(machine.reader.line(), machine.context.budget);
  if (typeof value === 'number' && value >= 0) return value;
  throw unreadable('The pickle numbers a remembered value with something else than a number.');
}

function tupleItems(value: PyValue): readonly PyValue[] {
  if (isKind(value, 'tuple')) return value.items;
  throw unreadable(`The pickle calls with ${describe(value)} where arguments should be.`);
}

function stackGlobal(machine: Machine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== 'string' || typeof module !== 'string')
    throw unreadable('The pickle names a class with something else than text.');
  machine.pushGlobal(module, name);
}

function append(machine: Machine, values: readonly PyValue[], kind: 'list' | 'set' = 'list'): void {
  const target = machine.top();
  if (!isKind(target, kind) && !isKind(target, 'object'))
    throw unreadable(`The pickle adds items to ${describe(target)}.`);
  for (const value of values) target.items.push(value);
}

function setItems(machine: Machine, values: readonly PyValue[]): void {
  const target = machine.top();
  if (!isKind(target, 'dict') && !isKind(target, 'object'))
    throw unreadable(`The pickle sets entries of ${describe(target)}.`);
  setEntries(target.entries, values);
}

function setEntries(entries: Map<PyValue, PyValue>, values: readonly PyValue[]): Map<PyValue, PyValue> {
  if (values.length % 2 === 1) throw unreadable('The pickle sets a key without a value.');
  for (let at = 0; at < values.length; at += 2) entries.set(values[at] as PyValue, values[at + 1] as PyValue);
  return entries;
}
