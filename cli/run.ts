import { findCommand } from './command-table.ts';
import type { Host } from './host.ts';

/** As shells report a process that a signal ended. */
export const exitCodeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const;

/** One run of the command line: the words after `mergeline` to an exit code. Never throws. */
export async function run(words: readonly string[], host: Host): Promise<number> {
  try {
    return await answer(hoistCommonOptions(words), host);
  } catch (error) {
    const ended = host.signal.aborted && exitCodeOfSignal[host.signal.reason as keyof typeof exitCodeOfSignal];
    if (ended) return ended;
    const { printError } = await import('./print-error.ts');
    return printError(error, { json: words.includes('--json'), verbose: words.includes('--verbose'), host });
  }
}

async function answer(words: readonly string[], host: Host): Promise<number> {
  if (words[0] === '__complete') {
    const { printCandidates } = await import('./complete.ts');
    return await printCandidates(words.slice(1), host);
  }
  if (asksForHelp(words)) {
    const { printHelp } = await import('./print-help.ts');
    return await printHelp(words, host);
  }
  const found = findCommand(words);
  if (found === undefined) throw (await import('./unknown-command.ts')).unknownCommand(words);
  const { runCommand } = await import('./run-command.ts');
  return await runCommand(found, host);
}

/** Options of every command may also stand before it: `mergeline --registry ./models list`. */
function hoistCommonOptions(words: readonly string[]): readonly string[] {
  const taken: string[] = [];
  let rest = words;
  for (;;) {
    const [word = ''] = rest;
    const size = /^--(registry|as)$/.test(word) ? 2 : /^--(json|quiet|verbose|(registry|as)=.*)$/.test(word) ? 1 : 0;
    if (size === 0) break;
    taken.push(...rest.slice(0, size));
    rest = rest.slice(size);
  }
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length;
  return [...rest.slice(0, end), ...taken, ...rest.slice(end)];
}

/** Nothing at all, a family without a member, or any of the words that ask for it. */
function asksForHelp(words: readonly string[]): boolean {
  const [first] = words;
  if (first === undefined || first === 'help' || first === '--version' || first === '-V') return true;
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  if (words.slice(0, end).some((word) => word === '--help' || word === '-h')) return true;
  return words.length === 1 && findCommand(words) === undefined && findCommand([first, 'list']) !== undefined;
}
