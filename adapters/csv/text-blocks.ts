import { isUtf8 } from 'node:buffer';
import type { Hash } from 'node:crypto';
import { MergelineError } from '../../core/errors.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';

/** A quote that is never closed, or a text without line breaks, would gather in memory. */
export const longestRecord = 8 * 1024 * 1024;

const byteOrderMark = [0xef, 0xbb, 0xbf];
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/**
 * UTF-8 text in blocks of whole lines, as bytes without a byte order mark. Every byte read goes into `hash` first.
 * @throws MergelineError `INPUT_INVALID` that names the line whose bytes are no text.
 */
export async function* readTextBlocks(
  source: DatasetSource,
  hash: Hash,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const text = new TextCheck(source.name);
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    signal?.throwIfAborted();
    hash.update(chunk);
    const end = endOfLines(chunk);
    if (end > 0) {
      yield text.checked(Buffer.concat([...waiting, chunk.subarray(0, end)]));
      waiting = [];
      size = 0;
    }
    size += chunk.length - end;
    if (size > longestRecord) throw text.tooLong();
    // A source may use the memory of a chunk again.
    if (end < chunk.length) waiting.push(Uint8Array.from(chunk.subarray(end)));
  }
  if (waiting.length > 0) yield text.checked(Buffer.concat(waiting));
}

export function tooLong(name: string, line: number): MergelineError {
  const message = 'is longer than 8 MiB; is a quote never closed?';
  return new MergelineError('INPUT_INVALID', `${name}:${line} ${message}`, {
    details: [{ file: name, line, message }],
  });
}

/** Where the last whole line ends; a final CR may be the first half of a CRLF. */
function endOfLines(chunk: Uint8Array): number {
  const end = chunk.lastIndexOf(lineFeed) + 1;
  return end > 0 ? end : chunk.lastIndexOf(carriageReturn, -2) + 1;
}

class TextCheck {
  readonly #name: string;
  /** Lines before the next block. */
  #lines = 0;
  #isFirst = true;

  constructor(name: string) {
    this.#name = name;
  }

  checked(block: Buffer): Buffer {
    const bytes = this.#isFirst ? withoutMark(block) : block;
    this.#isFirst = false;
    if (bytes.includes(0)) throw this.#notText(bytes, 'UTF-16');
    if (!isUtf8(bytes)) throw this.#notText(bytes, 'LATIN1');
    this.#lines += breaksIn(bytes);
    return bytes;
  }

  tooLong(): MergelineError {
    return tooLong(this.#name, this.#lines + 1);
  }

  #notText(bytes: Buffer, encoding: 'UTF-16' | 'LATIN1'): MergelineError {
    const place = placeOfFault(bytes);
    const line = this.#lines + place.line;
    const message = encoding === 'UTF-16' ? 'has a NUL byte' : 'has bytes that are no UTF-8';
    return new MergelineError('INPUT_INVALID', `${this.#name} is not UTF-8 text: line ${line} ${message}.`, {
      hint: `Save it as CSV in UTF-8. If it is ${encoding}: iconv -f ${encoding} -t UTF-8 ${this.#name}`,
      details: [{ file: this.#name, line, column: place.column, message }],
    });
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return byteOrderMark.every((byte, index) => bytes[index] === byte) ? bytes.subarray(byteOrderMark.length) : bytes;
}

function breaksIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

/** Line and byte, counted from 1, of the first byte that is NUL or no UTF-8. */
function placeOfFault(bytes: Buffer): { readonly line: number; readonly column: number } {
  let [line, start] = [1, 0];
  for (;;) {
    const end = bytes.indexOf(lineFeed, start);
    const text = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (end < 0 || text.includes(0) || !isUtf8(text)) return { line, column: columnOfFault(text) };
    line += 1;
    start = end + 1;
  }
}

function columnOfFault(line: Buffer): number {
  const nul = line.indexOf(0);
  if (nul >= 0) return nul + 1;
  return Buffer.byteLength(line.toString('utf8').split('\ufffd', 1)[0] ?? '') + 1;
}
