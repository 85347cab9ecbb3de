import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/**
 * Decides by the headers alone, before any of the body is read.
 * @throws HttpRefusal 413 over `limit` bytes, 415 for what is not plain JSON.
 */
export function checkJsonHeaders(request: IncomingMessage, limit: number): void {
  checkContentType(request);
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooBig(limit);
}

/** @throws HttpRefusal 413 over `limit` bytes, 400 for what is not UTF-8. */
export async function readJsonText(request: IncomingMessage, limit: number): Promise<string> {
  const bytes = await readBytes(request, limit);
  if (isUtf8(bytes)) return bytes.toString();
  throw new HttpRefusal(400, 'INPUT_INVALID', 'The body is not UTF-8.');
}

/** A body without a content type counts as JSON: Python's `requests` sends text so. */
function checkContentType({ headers }: IncomingMessage): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? 'application/json').toLowerCase().split(';');
  const charset = parameters.map((it) => it.trim()).find((it) => it.startsWith('charset='));
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type.trim())) {
    throw new HttpRefusal(415, 'INPUT_INVALID', `The content type ${JSON.stringify(type)} is not taken.`, {
      hint: 'Send JSON with the header content-type: application/json.',
    });
  }
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new HttpRefusal(415, 'INPUT_INVALID', 'JSON is sent in UTF-8.');
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpRefusal(415, 'INPUT_INVALID', 'Compressed bodies are not taken.', {
      headers: { 'accept-encoding': 'identity' },
    });
  }
}

function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(tooBig(limit));
    });
    request.on('end', () => {
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    request.on('error', reject);
  });
}

function tooBig(limit: number): HttpRefusal {
  return new HttpRefusal(413, 'INPUT_INVALID', `The body is larger than ${limit} bytes.`, {
    hint: 'Send the rows in several requests.',
  });
}
