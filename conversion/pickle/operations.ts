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
import { describe, isKind, newObject, type PyValue } from './values.ts';

type Operation = (machine: Machine, position: number) => void;

const newestProtocol = 5;

const constants: Record<string, Operation> = {
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(parseIntegerLine(m.reader.line(), m.context.budget)),
  L: (m) => m.push(parseIntegerLine(m.reader.line(), m.context.budget)),
  J: (m) => m.push(m.reader.int32()),
  K: (m) => m.push(m.reader.uint8()),
  M: (m) => m.push(m.reader.uint16()),
  '\x8a': (m) => m.push(long(m, m.reader.uint8())),
  '\x8b': (m) => m.push(long(m, m.reader.uint32())),
  F: (m) => m.push(parseFloatLine(m.reader.line())),
  G: (m) => m.push(m.reader.bigEndianFloat64()),
};

const texts: Record<string, Operation> = {
  S: (m) => m.push(parseStringLine(m.reader.line())),
  T: (m) => m.push(ascii(m, m.reader.uint32())),
  U: (m) => m.push(ascii(m, m.reader.uint8())),
  V: (m) => m.push(parseRawUnicode(m.reader.line())),
  X: (m) => m.push(text(m, m.reader.uint32())),
  '\x8c': (m) => m.push(text(m, m.reader.uint8())),
  '\x8d': (m) => m.push(text(m, m.reader.uint64())),
  B: (m) => m.push(m.reader.take(m.reader.uint32())),
  C: (m) => m.push(m.reader.take(m.reader.uint8())),
  '\x8e': (m) => m.push(m.reader.take(m.reader.uint64())),
  '\x96': (m) => m.push(m.reader.take(m.reader.uint64())),
};

const containers: Record<string, Operation> = {
  ')': (m) => m.push({ kind: 'tuple', items: [] }),
  t: (m) => m.push({ kind: 'tuple', items: m.popToMark() }),
  '\x85': (m) => m.push({ kind: 'tuple', items: popped(m, 1) }),
  '\x86': (m) => m.push({ kind: 'tuple', items: popped(m, 2) }),
  '\x87': (m) => m.push({ kind: 'tuple', items: popped(m, 3) }),
  ']': (m) => m.push({ kind: 'list', items: [] }),
  l: (m) => m.push({ kind: 'list', items: m.popToMark() }),
  a: (m) => append(m, popped(m, 1)),
  e: (m) => append(m, m.popToMark()),
  '}': (m) => m.push({ kind: 'dict', entries: new Map() }),
  d: (m) => m.push({ kind: 'dict', entries: setEntries(new Map(), m.popToMark()) }),
  s: (m) => setItems(m, popped(m, 2)),
  u: (m) => setItems(m, m.popToMark()),
  '\x8f': (m) => m.push({ kind: 'set', items: [] }),
  '\x90': (m) => append(m, m.popToMark(), 'set'),
  '\x91': (m) => m.push({ kind: 'set', items: m.popToMark() }),
};

const stackAndMemo: Record<string, Operation> = {
  '(': (m) => m.mark(),
  '0': (m) => m.discard(),
  '1': (m) => void m.popToMark(),
  '2': (m) => m.push(m.top()),
  g: (m) => m.recall(index(m)),
  h: (m) => m.recall(m.reader.uint8()),
  j: (m) => m.recall(m.reader.uint32()),
  p: (m) => m.remember(index(m)),
  q: (m) => m.remember(m.reader.uint8()),
  r: (m) => m.remember(m.reader.uint32()),
  '\x94': (m) => m.rememberNext(),
};

const objects: Record<string, Operation> = {
  c: (m) => m.pushGlobal(parseText(m.reader.line()), parseText(m.reader.line())),
  '\x93': (m) => stackGlobal(m),
  R: (m) => {
    const args = tupleItems(m.pop());
    m.call(m.pop(), args);
  },
  '\x81': (m) => {
    const args = tupleItems(m.pop());
    m.push(newObject(m.pop(), args));
  },
  '\x92': (m) => {
    const keywords = m.pop();
    const args = tupleItems(m.pop());
    if (!isKind(keywords, 'dict')) throw unreadable('The pickle calls with keywords that are no dictionary.');
    m.push(newObject(m.pop(), args, keywords));
  },
  i: (m) => {
    m.pushGlobal(parseText(m.reader.line()), parseText(m.reader.line()));
    const callable = m.pop();
    m.call(callable, m.popToMark());
  },
  o: (m) => {
    const [callable, ...args] = m.popToMark();
    if (callable === undefined) throw unreadable('The pickle makes an object of no class.');
    m.call(callable, args);
  },
  b: (m) => m.build(),
};

const framing: Record<string, Operation> = {
  '\x80': (m, position) => {
    const protocol = m.reader.uint8();
    if (position !== 0) throw unreadable('The pickle states its protocol twice.');
    if (protocol > newestProtocol)
      throw unreadable(`The pickle is of protocol ${protocol}; the newest is ${newestProtocol}.`);
  },
  // A frame's length only helps Python to read ahead; a wrong one must not matter.
  '\x95': (m) => void m.reader.uint64(),
  '.': (m) => m.stop(),
};

const refused: Record<string, Operation> = {
  P: () => refuse('refers to objects outside itself (persistent ids)'),
  Q: () => refuse('refers to objects outside itself (persistent ids)'),
  '\x82': () => refuse('uses the extension registry of the program that wrote it'),
  '\x83': () => refuse('uses the extension registry of the program that wrote it'),
  '\x84': () => refuse('uses the extension registry of the program that wrote it'),
  '\x97': () => refuse('keeps buffers outside itself'),
  '\x98': () => refuse('keeps buffers outside itself'),
};

/** By opcode byte. */
export const operations: readonly (Operation | undefined)[] = byCode(
  constants,
  texts,
  containers,
  stackAndMemo,
  objects,
  framing,
  refused,
);

function byCode(...groups: readonly Record<string, Operation>[]): (Operation | undefined)[] {
  const table = new Array<Operation | undefined>(256).fill(undefined);
  for (const [character, operation] of groups.flatMap(Object.entries<Operation>)) {
    table[character.charCodeAt(0)] = operation;
  }
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
