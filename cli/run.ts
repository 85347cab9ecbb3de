import { asMergelineError } from './as-mergeline-error.ts';
import type { Command } from './command.ts';
import { type CommandEntry, findCommand, membersOf } from './command-table.ts';
import type { Context } from './context.ts';
import type { Host } from './host.ts';
import type { Outcome } from './outcome.ts';
import { type Page, paint, wantsColour } from './page.ts';
import type { CommonInput } from './parse-arguments.ts';
import { printable } from './printable.ts';

/** One run of the command line: the words after `mergeline` to an exit code. Never throws. */
export async function run(words: readonly string[], host: Host): Promise<number> {
  try {
    const hoisted = hoistCommonOptions(words);
    if (hoisted[0] === '__complete') return await printCandidates(hoisted.slice(1), host);
    const help = await findHelp(hoisted, host);
    if (help !== undefined) return print(host, help);
    const { entry, rest } = findCommand(hoisted);
    return await runCommand(entry, rest, host);
  } catch (error) {
    if (host.signal.aborted) return await interruptedBy(host.signal);
    const { printError } = await import('./print-error.ts');
    return printError(asMergelineError(error), { json: words.includes('--json'), host });
  }
}

/** For the shell's completion script; what goes wrong here must not disturb whoever is typing. */
async function printCandidates(words: readonly string[], host: Host): Promise<number> {
  const { completeWords } = await import('./complete.ts');
  const candidates = await completeWords(words, host).catch(() => []);
  for (const { value, help = '' } of candidates) host.stdout.write(help === '' ? `${value}\n` : `${value}\t${help}\n`);
  return 0;
}

/** 130 for SIGINT, 143 for SIGTERM, as shells report a process that a signal ended. */
async function interruptedBy({ reason }: AbortSignal): Promise<number> {
  const { constants } = await import('node:os');
  return 128 + (constants.signals[reason as NodeJS.Signals] ?? constants.signals.SIGINT);
}

function print(host: Host, text: string): number {
  host.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}

/** Options of every command may also stand before it: `mergeline --registry ./models list`. */
function hoistCommonOptions(words: readonly string[]): readonly string[] {
  const taken: string[] = [];
  let rest = words;
  for (;;) {
    const [word = ''] = rest;
    const size = /^--(registry|as)$/.test(word) ? 2 : /^--(json|quiet|(registry|as)=.*)$/.test(word) ? 1 : 0;
    if (size === 0) return taken.length === 0 ? words : insertOptions(rest, taken);
    taken.push(...rest.slice(0, size));
    rest = rest.slice(size);
  }
}

function insertOptions(words: readonly string[], options: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? [...words, ...options] : [...words.slice(0, end), ...options, ...words.slice(end)];
}

/** The help or version text that the words ask for, if they do. */
async function findHelp(words: readonly string[], host: Host): Promise<string | undefined> {
  const [first] = words;
  if (first === '--version' || first === '-V') return (await import('./program-version.ts')).programVersion();
  const end = words.indexOf('--');
  const asked =
    first === 'help' || words.slice(0, end === -1 ? undefined : end).some((word) => word === '--help' || word === '-h');
  const names = (first === 'help' ? words.slice(1) : words).filter((word) => !word.startsWith('-'));
  const bareFamily = names.length === 1 && membersOf(names[0] ?? '').length > 0;
  return asked || words.length === 0 || bareFamily ? await helpOn(names, pageFor(host, {})) : undefined;
}

async function helpOn(names: readonly string[], page: Page): Promise<string> {
  const help = await import('./help.ts');
  const [family] = names;
  if (family === undefined) return help.helpOfProgram(page);
  if (names.length === 1 && membersOf(family).length > 0) return help.helpOfFamily(page, family);
  const { entry } = findCommand(names);
  return help.helpOfCommand(page, entry, await entry.load());
}

function pageFor(host: Host, common: CommonInput): Page {
  return {
    colour: wantsColour(host.stdout, host.env),
    quiet: common.quiet ?? false,
    columns: host.stdout.isTTY ? host.stdout.columns : Number.POSITIVE_INFINITY,
    registry: common.registry,
  };
}

async function runCommand(entry: CommandEntry, tokens: readonly string[], host: Host): Promise<number> {
  const [command, { parseArguments }] = await Promise.all([entry.load(), import('./parse-arguments.ts')]);
  const { input, common } = parseArguments(entry.name, command, tokens);
  const { openContext } = await import('./open-context.ts');
  await using context = await openContext(common, host);
  const outcome = await untilAborted(answerOf(command, input, context), host.signal);
  printOutcome(outcome, common, host);
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

function printOutcome(outcome: Outcome, common: CommonInput, host: Host): void {
  if (common.json) {
    host.stdout.write(`${JSON.stringify(outcome.answer, undefined, 2)}\n`);
    return;
  }
  print(host, outcome.text(pageFor(host, common)));
  if (common.quiet) return;
  const label = paint({ ...pageFor(host, common), colour: wantsColour(host.stderr, host.env) }, 'yellow', 'warning:');
  for (const warning of printable(outcome.warnings ?? [])) host.stderr.write(`${label} ${warning}\n`);
}
