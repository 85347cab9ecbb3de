import { printable, printableJson } from '../core/domain/printable.ts';
import type { MergelineError } from '../core/errors.ts';
import { asMergelineError } from './as-mergeline-error.ts';
import type { Host } from './host.ts';
import { pageOn } from './page.ts';
import { errorDocument, presentError } from './presenters/error.ts';

export interface ErrorOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly host: Host;
}

/** Says what went wrong on stderr. @returns the exit code of the error. */
export function printError(thrown: unknown, { json, verbose, host }: ErrorOptions): number {
  const { stderr, env } = host;
  const error = asMergelineError(thrown);
  const document = errorDocument(error);
  stderr.write(
    json ? `${printableJson(document)}\n` : `${presentError(printable(document), pageOn(stderr, env, { verbose }))}\n`,
  );
  if (env['MERGELINE_DEBUG']) stderr.write(`${printable(stackOf(error))}\n`);
  return error.exitCode;
}

function stackOf(error: MergelineError): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack}${cause}`;
}
