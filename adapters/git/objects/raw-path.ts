/**
 * A path or name whose characters are the bytes that Git stores (`latin1`), so that `<` is Git's byte order and
 * a name that is no UTF-8 survives an edit of its neighbour.
 */
export type RawPath = string;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern means exactly the ASCII range.
const ascii = /^[\x00-\x7f]*$/;

export function toRaw(path: string): RawPath {
  return ascii.test(path) ? path : Buffer.from(path, 'utf8').toString('latin1');
}

export function fromRaw(raw: RawPath): string {
  return ascii.test(raw) ? raw : Buffer.from(raw, 'latin1').toString('utf8');
}

export function joinRaw(folder: RawPath, name: RawPath): RawPath {
  return folder === '' ? name : `${folder}/${name}`;
}

export function byBytes(a: RawPath, b: RawPath): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
