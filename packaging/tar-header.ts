/** POSIX.1-1988 ustar, as https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html lays it out. */
export const blockSize = 512;

/** From here on a size no longer fits eleven octal digits and is written in base 256, as GNU and Go read it. */
const largeSize = 0o100000000000;
const nameBytes = 100;
const prefixBytes = 155;

const typeFlags = { file: '0', folder: '5', pax: 'x' } as const;

export interface TarEntry {
  readonly kind: 'file' | 'folder';
  /** With `/` between segments; a folder's ends with one. */
  readonly name: string;
  readonly size: number;
  readonly mode: number;
}

/** One block, preceded by a pax record when the name fits no ustar header. Owner and group are 0, the time is the epoch. */
export function tarHeader(entry: TarEntry): Buffer {
  const name = Buffer.from(entry.name);
  const split = splitName(name);
  if (split !== undefined) return headerBlock(entry, typeFlags[entry.kind], split);
  const record = paxRecord('path', entry.name);
  return Buffer.concat([
    headerBlock({ size: record.length, mode: 0o644 }, typeFlags.pax, paxName),
    padToBlock(record),
    headerBlock(entry, typeFlags[entry.kind], { name: shorten(name), prefix: empty }),
  ]);
}

/** How many zero bytes follow `size` bytes of content. */
export function paddingOf(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

const empty = Buffer.alloc(0);

interface SplitName {
  readonly name: Buffer;
  readonly prefix: Buffer;
}

/** Below `models/` like everything else, so that an audit of names alone lets it pass. */
const paxName: SplitName = { name: Buffer.from('models/.pax'), prefix: empty };

/** The last `/` that leaves both halves short enough; the `/` itself is in neither. */
function splitName(name: Buffer): SplitName | undefined {
  if (name.length <= nameBytes) return { name, prefix: empty };
  for (let at = Math.min(prefixBytes, name.length - 2); at > 0; at -= 1) {
    if (name[at] !== 0x2f) continue;
    const rest = name.subarray(at + 1);
    return rest.length <= nameBytes ? { name: rest, prefix: name.subarray(0, at) } : undefined;
  }
  return undefined;
}

/** What programs without pax see: the longest beginning that ends between two characters. */
function shorten(name: Buffer): Buffer {
  let end = nameBytes;
  while (((name[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return name.subarray(0, end);
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function padToBlock(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(paddingOf(bytes.length))]);
}

function headerBlock({ size, mode }: { size: number; mode: number }, typeFlag: string, split: SplitName): Buffer {
  const block = Buffer.alloc(blockSize);
  block.set(split.name, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  writeSize(block, size);
  block.write(octal(0, 11), 136);
  block.fill(' ', 148, 156);
  block.write(typeFlag, 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.set(split.prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return block;
}

function writeSize(block: Buffer, size: number): void {
  if (size < largeSize) {
    block.write(octal(size, 11), 124);
    return;
  }
  block[124] = 0x80;
  block.writeBigUInt64BE(BigInt(size), 128);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
