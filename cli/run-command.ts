import { printable, printableJson } from '../core/domain/printable.ts';
import type { Registry } from '../core/registry.ts';
import type { Command } from './command.ts';
import type { FoundCommand } from './command-table.ts';
import type { Context } from './context.ts';
import type { Host } from './host.ts';
import { openContext } from './open-context.ts';
import type { Outcome } from './outcome.ts';
import { pageOn, paint } from './page.ts';
import { type CommonInput, parseArguments } from './parse-arguments.ts';

/** Parses, runs and prints one command. @returns its exit code. */
export async function runCommand({ entry, rest }: FoundCommand, host: Host): Promise<number> {
  const command = await entry.load();
  const { input, common } = parseArguments(entry.name, command, rest);
  await using context = openContext(common, host);
  const outcome = await untilAborted(answerOf(command, input, context), host.signal);
  const at = typeof input['at'] === 'string' ? input['at'] : undefined;
  printOutcome(outcome, { ...common, at }, host, context.opened);
  await outcome.running;
  return outcome.exitCode ?? 0;
}

async function answerOf(
  command: Command,
  input: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<Outcome> {
  try {
    return await command.run(input, context);
  } finally {
    context.progress.stop();
  }
}

/** Work that does not look at the signal ends with it all the same: every write is one compare-and-swap. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function printOutcome(
  outcome: Outcome,
  { json, at, ...common }: CommonInput & { readonly at: string | undefined },
  { stdout, stderr, env }: Host,
  registry: Registry | undefined,
): void {
  if (json) {
    stdout.write(`${printableJson(outcome.answer)}\n`);
    return;
  }
  const text = outcome.text({ ...pageOn(stdout, env, common), at, writes: registry?.writes });
  stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  if (common.quiet) return;
  const label = paint(pageOn(stderr, env), 'yellow', 'warning:');
  for (const warning of printable(outcome.warnings ?? [])) stderr.write(`${label} ${warning}\n`);
}
