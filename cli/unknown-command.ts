import { closestName } from '../core/domain/closest-name.ts';
import { MergelineError } from '../core/errors.ts';
import { commonOptions, type OptionSpec, optionFlag } from './command.ts';
import { commandTable, firstWords, membersOf } from './command-table.ts';

/** Words of the contract that this version does not carry. */
const absentCommands = new Set([
  'access',
  'base',
  'drift',
  'import',
  'monitor',
  'rebase-images',
  'server',
  'site',
  'status',
  'token',
]);

/** The error for words that name no command, with the one that was probably meant. */
export function unknownCommand(words: readonly string[]): MergelineError {
  const [first = '', second = ''] = words;
  if (first.startsWith('-')) return commandForgotten(words) ?? unknownOption(first);
  if (absentCommands.has(first)) {
    return new MergelineError('USAGE', `This version of mergeline does not have ${JSON.stringify(first)}.`, {
      hint: 'mergeline --help lists what it has.',
    });
  }
  const family = membersOf(first).map(({ name }) => name);
  if (family.length === 0) return familyForgotten(first, second) ?? unknownName(first, firstWords());
  if (second !== '' && !second.startsWith('-')) return unknownName(`${first} ${second}`, family);
  return new MergelineError('USAGE', `${JSON.stringify(first)} needs another word.`, { hint: hintOf(family) });
}

/** Nothing but options of every command: `mergeline --registry ./models`. */
function commandForgotten(words: readonly string[]): MergelineError | undefined {
  const [flag = '', value] = (words[0] ?? '').split('=', 2);
  const option = Object.entries<OptionSpec>(commonOptions).find(([key]) => optionFlag(key) === flag)?.[1];
  if (option === undefined) return undefined;
  const hint = 'mergeline --help lists the commands.';
  if (option.value === undefined && value !== undefined)
    return new MergelineError('USAGE', `${flag} takes no value.`, { hint });
  if (option.value !== undefined && value === undefined && words.length === 1)
    return new MergelineError('USAGE', `${flag} needs a value, and a command behind it.`, { hint });
  return new MergelineError('USAGE', `There is no command behind ${words.join(' ')}.`, { hint });
}

function unknownOption(flag: string): MergelineError {
  const meant = closestName(flag, [...Object.keys(commonOptions).map(optionFlag), '--help', '--version']);
  return new MergelineError('USAGE', `There is no option ${flag} before a command.`, {
    hint: meant === undefined ? 'Options of a command stand behind it.' : `Did you mean ${meant}?`,
  });
}

/** `approve 6` is `proposal approve 6`. */
function familyForgotten(first: string, second: string): MergelineError | undefined {
  const meant = commandTable.find(({ name }) => name.endsWith(` ${first}`));
  if (meant === undefined) return undefined;
  const argument = second.startsWith('-') ? '' : second;
  return new MergelineError('USAGE', `There is no command ${JSON.stringify(first)}.`, {
    hint: `Did you mean mergeline ${`${meant.name} ${argument}`.trim()}?`,
  });
}

function unknownName(words: string, known: readonly string[]): MergelineError {
  const meant = closestName(words, known);
  return new MergelineError('USAGE', `There is no command ${JSON.stringify(words)}.`, {
    hint: meant === undefined ? hintOf(known) : `Did you mean mergeline ${meant}?`,
  });
}

function hintOf(known: readonly string[]): string {
  return `Known: ${known.join(', ')}.`;
}
