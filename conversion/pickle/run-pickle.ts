import { unreadable } from '../unreadable.ts';
import type { PickleContext } from './context.ts';
import { Machine } from './machine.ts';
import { operations } from './operations.ts';
import type { PyValue } from './values.ts';

/** Follows the opcodes from the reader's place to STOP. @param depth how many pickles lie around this one. */
export function runPickle(context: PickleContext, depth = 0): PyValue {
  const { reader, budget } = context;
  if (depth > budget.limits.nesting) throw unreadable('The file nests pickles too deeply.');
  const machine = new Machine(context, () => runPickle(context, depth + 1));
  const start = reader.offset;
  while (!machine.stopped) {
    const { offset } = reader;
    budget.spend(1);
    const code = reader.uint8();
    const operation = operations[code];
    if (operation === undefined)
      throw unreadable(`Byte ${offset} is 0x${code.toString(16)}, which is no pickle opcode.`);
    operation(machine, offset - start);
  }
  return machine.result();
}
