import { findCommand, membersOf } from './command-table.ts';
import { helpOfCommand, helpOfFamily, helpOfProgram } from './help.ts';
import type { Host } from './host.ts';
import { type Page, pageOn } from './page.ts';

/** Prints the version, or the help on the program, a family of commands or a command. @returns 0 */
export async function printHelp(words: readonly string[], host: Host): Promise<number> {
  host.stdout.write(`${await textFor(words, pageOn(host.stdout, host.env))}\n`);
  return 0;
}

async function textFor(words: readonly string[], page: Page): Promise<string> {
  const [first] = words;
  if (first === '--version' || first === '-V') return (await import('./program-version.ts')).programVersion();
  const names = (first === 'help' ? words.slice(1) : words).filter((word) => !word.startsWith('-'));
  const found = findCommand(names);
  if (found !== undefined) return helpOfCommand(page, found.entry, await found.entry.load());
  const [family] = names;
  if (family === undefined) return helpOfProgram(page);
  if (membersOf(family).length > 0) return helpOfFamily(page, family);
  throw (await import('./unknown-command.ts')).unknownCommand(names);
}
