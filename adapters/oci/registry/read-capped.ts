import { RegistryFailure } from './registry-failure.ts';
import type { HttpResponse, Transport } from './transport.ts';

/** The whole body, when it is at most `limit` bytes; never more is read. @throws RegistryFailure */
export async function readCapped(
  response: HttpResponse,
  limit: number,
  subject: string,
  transport: Transport,
): Promise<Buffer> {
  const tooLarge = () => {
    response.body.destroy();
    return new RegistryFailure(`${response.url.host} sent ${subject} of more than ${limit / 1024} KiB.`);
  };
  if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of transport.chunks(response)) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Lets the connection be used again, unless that means to read much. */
export function discard({ body }: HttpResponse): void {
  if (Number(body.headers['content-length'] ?? Number.POSITIVE_INFINITY) > 64 * 1024) body.destroy();
  else body.resume();
}
