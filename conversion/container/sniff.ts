import { zipNames } from './zip-names.ts';

/** What a file is, told from its content alone; its name says nothing. */
export type Sniffed =
  | { readonly kind: 'pickle' | 'onnx' | 'unknown' }
  | { readonly kind: 'compressed'; readonly compression: 'zlib' | 'gzip' }
  /** Packed in a way that joblib knows and we do not. */
  | { readonly kind: 'foreign'; readonly compression: string }
  /** Recognised, not read. `dataOnly`: loading such a file in its own framework runs nothing of it. */
  | { readonly kind: 'known'; readonly format: string; readonly dataOnly: boolean };

/** First characters, byte by byte (Latin-1). */
const foreignCompressions = new Map([
  ['BZh', 'bzip2'],
  ['\xfd7zXZ\0', 'xz'],
  ['\x5d\0\0', 'lzma'],
  ['\x04"M\x18', 'lz4'],
  ['ZF0x', 'the zlib format of joblib before 0.10'],
]);

interface Known {
  readonly format: string;
  readonly dataOnly: boolean;
  readonly matches: (text: string, bytes: Uint8Array) => boolean;
}

const known: readonly Known[] = [
  { format: 'gguf', dataOnly: true, matches: (text) => text.startsWith('GGUF') },
  { format: 'safetensors', dataOnly: true, matches: isSafetensors },
  { format: 'hdf5', dataOnly: false, matches: (text) => text.startsWith('\x89HDF\r\n\x1a\n') },
  { format: 'numpy', dataOnly: false, matches: (text) => text.startsWith('\x93NUMPY') },
  { format: 'catboost', dataOnly: true, matches: (text) => text.startsWith('CBM1') },
  { format: 'lightgbm', dataOnly: true, matches: (text) => /^tree\r?\nversion=/.test(text) },
  { format: 'xgboost', dataOnly: true, matches: isXgboost },
];

/** Formats inside a zip file, by a name that only theirs has. */
const zips: readonly (readonly [format: string, marker: RegExp])[] = [
  ['keras', /^model\.weights\.h5$/],
  ['pytorch', /(^|\/)data\.pkl$/],
  ['skops', /^schema\.json$/],
  ['numpy', /\.npy$/],
];

/** Every format that a file is recognised by, as people call it. */
export const knownFormats: readonly string[] = [
  ...new Set(['pickle', 'joblib', 'onnx', ...known.map(({ format }) => format), ...zips.map(([format]) => format)]),
];

const headLength = 1024;

export function sniff(bytes: Uint8Array): Sniffed {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headLength)).toString('latin1');
  if (text.startsWith('PK\x03\x04')) return sniffZip(bytes);
  const match = known.find(({ matches }) => matches(text, bytes));
  if (match !== undefined) return { kind: 'known', format: match.format, dataOnly: match.dataOnly };
  const foreign = [...foreignCompressions].find(([prefix]) => text.startsWith(prefix));
  if (foreign !== undefined) return { kind: 'foreign', compression: foreign[1] };
  if (text.startsWith('\x1f\x8b')) return { kind: 'compressed', compression: 'gzip' };
  if (isZlib(bytes)) return { kind: 'compressed', compression: 'zlib' };
  if (isOnnx(bytes)) return { kind: 'onnx' };
  // Protocols 0 and 1 do not say what they are: whoever must know has to read the file.
  return { kind: bytes[0] === 0x80 ? 'pickle' : 'unknown' };
}

function sniffZip(bytes: Uint8Array): Sniffed {
  const names = zipNames(bytes);
  const match = zips.find(([, marker]) => names.some((name) => marker.test(name)));
  return match === undefined ? { kind: 'unknown' } : { kind: 'known', format: match[0], dataOnly: false };
}

/** RFC 1950: deflate, and a header that is a multiple of 31. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0x78 && (first * 256 + second) % 31 === 0;
}

/** Every writer of ONNX begins with `ir_version`, field 1, which is far below 128; no pickle starts with that byte. */
function isOnnx([first, second = 0]: Uint8Array): boolean {
  return first === 0x08 && second > 0 && second < 0x80;
}

/** The length of a JSON header, and the header. */
function isSafetensors(text: string, bytes: Uint8Array): boolean {
  if (text.charAt(8) !== '{') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64(0, true) <= BigInt(bytes.length - 8);
}

/** JSON, or UBJSON: an object whose first key, behind eight bytes of length, is the learner. */
function isXgboost(text: string): boolean {
  if (/^\s*\{\s*"learner"\s*:/.test(text)) return true;
  return text.startsWith('{L') && text.startsWith('learner', 10);
}
