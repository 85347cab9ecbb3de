import { unreadable } from '../unreadable.ts';
import type { Budget } from './budget.ts';
import { createDtype } from './dtype.ts';
import { scalarOf } from './elements.ts';
import { arrayFromBuffer, emptyArray } from './nd-array.ts';
import { isGlobal, isKind, newObject, type PyValue } from './values.ts';

/** Gives the value, or undefined when these arguments are none that make plain data. */
type Emulation = (args: readonly PyValue[], budget: Budget) => PyValue | undefined;

/**
 * The only calls that become data, by module and name. Each is done here, in this file's own words; every other call
 * stays a record of itself.
 */
const emulations = new Map<string, Emulation>([
  ...inModules(['numpy.core.multiarray', 'numpy._core.multiarray'], '_reconstruct', reconstruct),
  ...inModules(['numpy.core.multiarray', 'numpy._core.multiarray'], 'scalar', ([dtype, bytes]) =>
    scalarOf(dtype, bytes),
  ),
  ...inModules(['numpy.core.numeric', 'numpy._core.numeric'], '_frombuffer', arrayFromBuffer),
  ...inModules(['numpy'], 'dtype', ([type]) => createDtype(type)),
  ...inModules(['_codecs'], 'encode', encode),
  ...inModules(['builtins', '__builtin__'], 'bytes', bytes),
  ...inModules(['builtins', '__builtin__'], 'bytearray', bytes),
  ...inModules(['builtins', '__builtin__'], 'set', set),
  ...inModules(['builtins', '__builtin__'], 'frozenset', set),
  ...inModules(['collections'], 'OrderedDict', (args) => dictionary(args, 0)),
  ...inModules(['collections'], 'defaultdict', (args) => dictionary(args, 1)),
]);

const constructors = new Set(['copy_reg\n_reconstructor', 'copyreg\n_reconstructor']);
const newObjects = new Set(['copy_reg\n__newobj__', 'copyreg\n__newobj__']);

export function emulate(callable: PyValue, args: readonly PyValue[], budget: Budget): PyValue | undefined {
  if (!isKind(callable, 'global')) return undefined;
  const key = `${callable.module}\n${callable.name}`;
  if (constructors.has(key)) return plainObject(args);
  if (newObjects.has(key)) return args[0] === undefined ? undefined : newObject(args[0], args.slice(1));
  return emulations.get(key)?.(args, budget);
}

function inModules(modules: readonly string[], name: string, emulation: Emulation): [string, Emulation][] {
  return modules.map((module) => [`${module}\n${name}`, emulation]);
}

/** Protocols 0 and 1: `_reconstructor(cls, object, None)` is an empty instance of `cls`. */
function plainObject([type, base, state]: readonly PyValue[]): PyValue | undefined {
  const isPlain = isGlobal(base, 'builtins', 'object') || isGlobal(base, '__builtin__', 'object');
  return type !== undefined && isPlain && state === null ? newObject(type, []) : undefined;
}

function reconstruct([type]: readonly PyValue[]): PyValue | undefined {
  return isGlobal(type, 'numpy', 'ndarray') ? emptyArray() : undefined;
}

/** Protocols up to 2 write bytes as `_codecs.encode(text, 'latin1')`. */
function encode([text, encoding]: readonly PyValue[], budget: Budget): PyValue | undefined {
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1')) return undefined;
  budget.spend(text.length);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Latin-1 is exactly these characters.
  if (!/^[\x00-\xff]*$/.test(text)) throw unreadable('Bytes in the pickle are written with characters beyond Latin-1.');
  return Buffer.from(text, 'latin1');
}

function bytes([value, encoding]: readonly PyValue[], budget: Budget): PyValue | undefined {
  if (value === undefined) return new Uint8Array();
  return value instanceof Uint8Array ? value : encode([value, encoding ?? null], budget);
}

function set([items]: readonly PyValue[], budget: Budget): PyValue | undefined {
  if (items === undefined) return { kind: 'set', items: [] };
  if (!isKind(items, 'list') && !isKind(items, 'tuple')) return undefined;
  budget.spend(items.items.length);
  return { kind: 'set', items: [...items.items] };
}

/** Empty here: its entries follow as opcodes. */
function dictionary(args: readonly PyValue[], expected: number): PyValue | undefined {
  return args.length === expected ? { kind: 'dict', entries: new Map() } : undefined;
}
