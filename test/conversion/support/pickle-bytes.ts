/** Assembles pickles byte by byte, as an attacker would: nothing here is ever loaded by Python. */
export function pickle(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

export const protocol = (version: number) => `\x80${String.fromCharCode(version)}`;
export const global = (module: string, name: string) => `c${module}\n${name}\n`;
export const text = (value: string) =>
  `\x8c${String.fromCharCode(Buffer.byteLength(value))}${Buffer.from(value).toString('latin1')}`;
export const stackGlobal = (module: string, name: string) => `${text(module)}${text(name)}\x93`;
/** `function(argument)` */
export const call = (callable: string, argument: string) => `${callable}${text(argument)}\x85R`;
export const stop = '.';

export function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
