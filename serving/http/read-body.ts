import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { BodyShare } from './body-budget.ts';
import { HttpRefusal } from './http-refusal.ts';

/**
 * Decides by the headers alone, before any of the body is read.
 * @throws HttpRefusal 413 over `limit` bytes, 415 for what is not plain JSON.
 */
export function checkJsonHeaders(request: IncomingMessage, limit: number): void {
  checkContentType(request);
  if (declaredSize(request) > limit) throw tooBig(limit);
}

/** What the headers announce; 0 when they announce nothing. */
export function declaredSize({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** @throws HttpRefusal 413 over `limit` bytes, 503 when the share gets no more, 400 for what is not UTF-8 or was cut off. */
export async function readJsonText(request: IncomingMessage, limit: number, share: BodyShare): Promise<string> {
  const bytes = await readBytes(request, limit, share);
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

function readBytes(request: IncomingMessage, limit: number, share: BodyShare): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (error: unknown) => {
      // What still arrives is let go.
      chunks.length = 0;
      request.off('data', keep).resume();
      reject(error);
    };
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      try {
        if (size > limit) throw tooBig(limit);
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        refuse(error);
      }
    };
    request.on('data', keep);
    request.on('end', () => {
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    // Nobody is there to read the answer, and nothing failed.
    request.on('error', () => reject(new HttpRefusal(400, 'INPUT_INVALID', 'The body was cut off.')));
  });
}

function tooBig(limit: number): HttpRefusal {
  return new HttpRefusal(413, 'INPUT_INVALID', `The body is larger than ${limit} bytes.`, {
    hint: 'Send the rows in several requests.',
  });
}
