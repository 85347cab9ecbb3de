/**
 * The object that a delta makes of its base: `git help format-pack`, "Deltified representation".
 * @throws Error for a delta that does not fit its base, or is damaged.
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const from = parseSize(delta, 0);
  const to = parseSize(delta, from.end);
  if (from.size !== base.length) throw new Error('The delta is for another base.');
  const target = Buffer.allocUnsafe(to.size);
  let written = 0;
  for (let at = to.end; at < delta.length; ) {
    const instruction = delta.readUInt8(at);
    at += 1;
    if (instruction & 0x80) {
      const copy = parseCopy(delta, at, instruction);
      if (copy.offset + copy.size > base.length) throw new Error('The delta copies past the end of its base.');
      written += base.copy(target, written, copy.offset, copy.offset + copy.size);
      at = copy.end;
    } else {
      if (instruction === 0) throw new Error('The delta has an unknown instruction.');
      written += delta.copy(target, written, at, at + instruction);
      at += instruction;
    }
  }
  if (written !== to.size) throw new Error('The delta does not make what it announced.');
  return target;
}

/** Seven bits a byte, lowest first. */
function parseSize(delta: Buffer, start: number): { readonly size: number; readonly end: number } {
  let size = 0;
  for (let end = start, factor = 1; ; factor *= 128) {
    const byte = delta.readUInt8(end);
    end += 1;
    size += (byte & 0x7f) * factor;
    if ((byte & 0x80) === 0) return { size, end };
  }
}

/** Bits of the instruction tell which bytes follow: four of the offset, three of the size, lowest first. */
function parseCopy(delta: Buffer, start: number, instruction: number): { offset: number; size: number; end: number } {
  let end = start;
  const read = (bits: readonly number[]) =>
    bits.reduce((sum, bit, at) => (instruction & bit ? sum + delta.readUInt8(end++) * 256 ** at : sum), 0);
  const offset = read([1, 2, 4, 8]);
  const size = read([16, 32, 64]);
  return { offset, size: size === 0 ? 0x10000 : size, end };
}
