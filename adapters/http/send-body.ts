import type { ClientRequest } from 'node:http';
import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import type { HttpAnswer } from './http-answer.ts';

/**
 * Ends early when the answer comes before all was sent: nobody will read the rest.
 * @throws what `open` or `answered` do.
 */
export async function sendBody(
  request: ClientRequest,
  open: OpenBytes,
  answered: Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  answered.then(end, end);
  try {
    for await (const chunk of open()) {
      if (isOver) break;
      if (!request.write(chunk)) await drained(request);
    }
  } catch (error) {
    request.destroy();
    throw error;
  }
  if (!isOver) request.end();
  return await answered;
}

const endsOfWaiting = ['drain', 'response', 'close'] as const;

function drained(request: ClientRequest): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      for (const event of endsOfWaiting) request.off(event, end);
      resolve();
    };
    for (const event of endsOfWaiting) request.on(event, end);
  });
}
