import { printable } from '../../../core/domain/printable.ts';
import type { HttpAnswer } from '../../http/http-answer.ts';
import { isPassingStatus } from '../../http/passing-status.ts';
import { parseRetryAfter } from '../../http/retry-after.ts';
import { RegistryFailure } from './registry-failure.ts';
import type { RegistryTransport } from './registry-transport.ts';

const largestError = 64 * 1024;
const longestMessage = 200;

/** What registries say of bytes that were changed on the way, and of what they stored a moment ago and do not see yet. */
const passingCodes =
  /\b(?:DIGEST_INVALID|SIZE_INVALID|MANIFEST_BLOB_UNKNOWN|BLOB_UPLOAD_UNKNOWN|BLOB_UPLOAD_INVALID)\b/;

/**
 * The failure that an answer is, in the registry's own words where it has some.
 * @param doing what was tried, for people: `uploading sha256:…`.
 * @param hint what to do about it, where that is peculiar to the registry.
 */
export async function failureOfStatus(
  answer: HttpAnswer,
  doing: string,
  transport: RegistryTransport,
  hint?: string,
): Promise<RegistryFailure> {
  const { status, url, headers } = answer;
  const said = await wordsIn(answer, transport);
  return new RegistryFailure(`${url.host} answered ${status} to ${doing}${said === '' ? '' : `: ${said}`}.`, {
    status,
    isPassing: isPassingStatus(status) || (status < 500 && passingCodes.test(said)),
    retryAfter: parseRetryAfter(headers['retry-after']),
    hint: hint ?? hintOf(status, url.host),
  });
}

function hintOf(status: number, host: string): string {
  if (status === 401 || status === 403)
    return `Log in with an account that may do this: docker login ${host}. See docs/artifacts.md, "Credentials".`;
  if (status === 413)
    return 'A proxy or the registry takes no upload of this size. Ask whoever runs it for a larger limit.';
  if (status === 429) return 'The registry asks to come more slowly. Repeat the command later.';
  return isPassingStatus(status) ? 'Repeat the command: what was done stays done.' : 'Ask whoever runs the registry.';
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
async function wordsIn(answer: HttpAnswer, transport: RegistryTransport): Promise<string> {
  try {
    const body = await transport.read(answer, largestError, 'an error');
    const { errors } = JSON.parse(body.toString()) as { errors?: readonly { code?: unknown; message?: unknown }[] };
    const words = (errors ?? []).map(({ code, message }) => [code, message].filter(isText).join(', '));
    return printable(words.join('; ')).replaceAll('\n', ' ').slice(0, longestMessage);
  } catch {
    return '';
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
