import type { Fault } from '../core/errors.ts';

/** Larger files slow every reader of the registry down: bytes of models belong into stores. */
export const maximumBytes = 256 * 1024;

/** YAML 1.2.2, 5.1 says what a text may hold; the byte order mark is not wanted either. */
const unprintable = /[^\t\n\u0020-\u007e\u0085\u00a0-\ufefe\uff00-\ufffd]/;

export type TextOf = { readonly text: string } | { readonly fault: Fault };

/**
 * The text of a file's bytes.
 * @param crlf whether lines may end as Windows ends them.
 */
export function textOf(bytes: Uint8Array, file: string, { crlf }: { readonly crlf: boolean }): TextOf {
  const whole = faultOfBytes(bytes);
  if (whole !== undefined) return { fault: { file, line: 1, column: 1, message: whole } };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { fault: { file, ...positionOfBadByte(bytes), message: 'is not UTF-8' } };
  }
  const unixText = crlf && text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  const found = unprintable.exec(unixText);
  if (found === null) return { text: unixText };
  return { fault: { file, ...positionIn(unixText, found.index), message: wordsFor(found[0]) } };
}

function faultOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes.length > maximumBytes) {
    return `has ${bytes.length.toLocaleString('en')} bytes; at most ${maximumBytes.toLocaleString('en')} (256 KB) are read`;
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return 'starts with a byte order mark; save it as UTF-8 without one';
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return utf16 ? 'is UTF-16; save it as UTF-8' : undefined;
}

function wordsFor(character: string): string {
  if (character === '\r') return 'has lines that end in CR LF; save it with LF alone';
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `holds the control character U+${code}`;
}

function positionIn(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}

function positionOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  const readable = new TextDecoder().decode(bytes);
  const index = readable.indexOf('\ufffd');
  return positionIn(readable, Math.max(0, index));
}
