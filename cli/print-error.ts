import type { MergelineError } from '../core/errors.ts';
import { asMergelineError } from './as-mergeline-error.ts';
import type { Host } from './host.ts';
import { pageOn } from './page.ts';
import { errorDocument, presentError } from './presenters/error.ts';
import { printable } from './printable.ts';

/** Says what went wrong on stderr. @returns the exit code of the error. */
export function printError(thrown: unknown, { json, host }: { json: boolean; host: Host }): number {
  const { stderr, env } = host;
  const error = asMergelineError(thrown);
  const document = errorDocument(error);
  stderr.write(
    json
      ? `${JSON.stringify(document, undefined, 2)}\n`
      : `${presentError(printable(document), pageOn(stderr, env))}\n`,
  );
  if (env['MERGELINE_DEBUG']) stderr.write(`${stackOf(error)}\n`);
  return error.exitCode;
}

function stackOf(error: MergelineError): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack}${cause}`;
}
