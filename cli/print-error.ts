import type { MergelineError } from '../core/errors.ts';
import type { Host } from './host.ts';
import { type Page, wantsColour } from './page.ts';
import { errorDocument, presentError } from './presenters/error.ts';
import { printable } from './printable.ts';

/** @returns the exit code of the error. */
export function printError(error: MergelineError, { json, host }: { json: boolean; host: Host }): number {
  host.stderr.write(json ? `${JSON.stringify(errorDocument(error), undefined, 2)}\n` : `${textOf(error, host)}\n`);
  if (host.env['MERGELINE_DEBUG']) host.stderr.write(`${stackOf(error)}\n`);
  return error.exitCode;
}

function textOf(error: MergelineError, host: Host): string {
  const page: Page = {
    colour: wantsColour(host.stderr, host.env),
    quiet: false,
    columns: host.stderr.isTTY ? host.stderr.columns : Number.POSITIVE_INFINITY,
  };
  return presentError(printable(errorDocument(error)), page);
}

function stackOf(error: MergelineError): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack}${cause}`;
}
