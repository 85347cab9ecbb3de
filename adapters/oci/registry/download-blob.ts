import type { Descriptor } from '../../../core/domain/digest.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { HttpAnswer } from '../../http/http-answer.ts';
import { resuming, skipping } from '../../http/resuming.ts';
import type { RegistryConnection } from './registry-connection.ts';
import { RegistryFailure } from './registry-failure.ts';
import type { Scopes } from './token-source.ts';

export interface Download {
  readonly url: string;
  readonly scopes: Scopes;
  readonly content: Pick<Descriptor, 'digest' | 'size'>;
}

/**
 * The bytes of a blob, over as many connections as it takes. What they are is for the caller to verify.
 * @throws MergelineError `NOT_FOUND`, `DIGEST_MISMATCH` for another size, `REMOTE_FAILED`.
 */
export function downloadBlob(connection: RegistryConnection, download: Download): AsyncGenerator<Uint8Array> {
  const { size } = download.content;
  let givesParts = true;
  const bytesFrom = async function* (at: number) {
    const from = givesParts ? at : 0;
    const response = await request(connection, download, from);
    const start = startOf(response, from, size);
    givesParts &&= start !== undefined;
    if (start === undefined) throw otherPart(response);
    let end = at;
    for await (const chunk of skipping(at - start, connection.chunks(response))) {
      end += chunk.length;
      yield chunk;
    }
    if (end < size) throw brokenOff(response);
  };
  return resuming(size, bytesFrom, connection.patience);
}

async function request(
  connection: RegistryConnection,
  { url, scopes, content: { digest, size } }: Download,
  from: number,
): Promise<HttpAnswer> {
  const response = await connection.attempt({
    method: 'GET',
    url,
    scopes,
    // Never past the end: some registries break the connection then.
    ...(from > 0 && { headers: { range: `bytes=${from}-${size - 1}` } }),
    doing: `reading ${digest}`,
    expected: [200, 206, 404, 416],
  });
  if (response.status !== 404) return response;
  response.discard();
  throw new MergelineError('NOT_FOUND', `There is no ${digest} in ${connection.address.host}.`);
}

/**
 * Where in the blob an answer starts; undefined when it is another part than the one that was asked for.
 * @throws MergelineError `DIGEST_MISMATCH` when the blob has another size.
 */
function startOf(answer: HttpAnswer, from: number, size: number): number | undefined {
  const { status, headers, url } = answer;
  const wrongSize = (found: string) => {
    answer.discard();
    return new MergelineError('DIGEST_MISMATCH', `${url.host} has ${found} bytes where ${size} are due.`);
  };
  if (status === 200) {
    const length = headers['content-length'];
    if (length !== undefined && Number(length) !== size) throw wrongSize(length);
    return 0;
  }
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== size) throw wrongSize(total);
  return status === 206 && Number(first) === from && Number(last) < size ? from : undefined;
}

function otherPart(answer: HttpAnswer): RegistryFailure {
  answer.discard();
  return new RegistryFailure(`${answer.url.host} sends another part than it was asked for.`, { isPassing: true });
}

function brokenOff({ url }: HttpAnswer): RegistryFailure {
  return new RegistryFailure(`${url.host} ended before the last byte.`, { isPassing: true });
}
