const headerSize = 12;
const fixedSize = 62;
const extendedFlag = 0x4000;

/**
 * An index of version 4, whose paths are told as differences to the path before, in the shape of version 2 or 3.
 * @returns its header and entries, and where the entries ended in the file.
 */
export function decodeVersion4(file: Buffer): { readonly bytes: Buffer; readonly end: number } {
  const count = file.readUInt32BE(8);
  const entries: Buffer[] = [];
  let path = Buffer.alloc(0);
  let anyExtended = false;
  let at = headerSize;
  for (let done = 0; done < count; done += 1) {
    const isExtended = (file.readUInt16BE(at + fixedSize - 2) & extendedFlag) !== 0;
    anyExtended ||= isExtended;
    const fixed = file.subarray(at, at + fixedSize + (isExtended ? 2 : 0));
    const { value, next } = offsetVarint(file, at + fixed.length);
    const end = file.indexOf(0, next);
    path = Buffer.concat([path.subarray(0, path.length - value), file.subarray(next, end)]);
    const size = fixed.length + path.length;
    entries.push(fixed, path, Buffer.alloc(8 - (size % 8)));
    at = end + 1;
  }
  const header = Buffer.from(file.subarray(0, headerSize));
  header.writeUInt32BE(anyExtended ? 3 : 2, 4);
  return { bytes: Buffer.concat([header, ...entries]), end: at };
}

/** Git's varint.c: seven bits a byte, highest first, each continuation adding one. */
function offsetVarint(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let at = start;
  let byte = bytes.readUInt8(at);
  let value = byte & 0x7f;
  while (byte & 0x80) {
    at += 1;
    byte = bytes.readUInt8(at);
    value = ((value + 1) << 7) | (byte & 0x7f);
  }
  return { value, next: at + 1 };
}
