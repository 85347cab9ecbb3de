import { printable } from '../core/domain/printable.ts';
import type { Candidate } from './candidate.ts';
import { type Command, type Completion, commonOptions, type OptionSpec, optionFlag } from './command.ts';
import { type CommandEntry, commandTable, findCommand, firstWords, membersOf } from './command-table.ts';
import type { Host } from './host.ts';

/** For the shell's script; what goes wrong here must not disturb whoever is typing. @returns 0 */
export async function printCandidates(words: readonly string[], host: Host): Promise<number> {
  const candidates = await completeWords(words, host).catch(() => []);
  for (const { value, help = '' } of candidates) host.stdout.write(help === '' ? `${value}\n` : `${value}\t${help}\n`);
  return 0;
}

/** Tells the shell's script that files are meant. */
const files: Candidate = { value: ':file' };

/**
 * What may stand in the place of the last word, which may be empty or half typed.
 * @param words behind `mergeline`.
 */
async function completeWords(words: readonly string[], host: Host): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const candidates = await candidatesAfter(withoutLeadingOptions(before), current, { host, before });
  return printable(candidates).filter(({ value }) => value === files.value || value.startsWith(current));
}

interface Place {
  readonly host: Host;
  /** Every word before the current one, for `--registry`. */
  readonly before: readonly string[];
}

function withoutLeadingOptions(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => !word.startsWith('-') && !takesValue(words[index - 1]));
  return at === -1 ? [] : words.slice(at);
}

function takesValue(word = ''): boolean {
  return Object.entries<OptionSpec>(commonOptions).some(
    ([key, { value }]) => value !== undefined && optionFlag(key) === word,
  );
}

async function candidatesAfter(
  before: readonly string[],
  current: string,
  place: Place,
): Promise<readonly Candidate[]> {
  const [first] = before;
  if (first === undefined) {
    return current.startsWith('-') ? flagsOf(commonOptions, place.before) : firstWords().map(describeWord);
  }
  if (before.length === 1 && membersOf(first).length > 0) {
    return membersOf(first).map(({ name, summary }) => ({ value: name.slice(first.length + 1), help: summary }));
  }
  const found = findCommand(before);
  return found === undefined ? [] : await candidatesOf(await found.entry.load(), found.rest, current, place);
}

function describeWord(word: string): Candidate {
  const entry: CommandEntry | undefined = commandTable.find(({ name }) => name === word);
  const members = membersOf(word).map(({ name }) => name.slice(word.length + 1));
  return { value: word, help: entry?.summary ?? members.join(', ') };
}

async function candidatesOf(
  command: Command,
  before: readonly string[],
  current: string,
  place: Place,
): Promise<readonly Candidate[]> {
  const options: Readonly<Record<string, OptionSpec>> = { ...command.options, ...commonOptions };
  const byFlag = new Map(Object.entries(options).map(([key, spec]) => [optionFlag(key), spec]));
  const open = byFlag.get(before.at(-1) ?? '');
  const positionals = positionalsOf(before, byFlag);
  if (open?.value !== undefined) return await valuesOf(open, current, positionals, place);
  if (current.startsWith('-')) return flagsOf(options, before);
  const specs = Object.values(command.arguments);
  const last = specs.at(-1);
  const isLong = last?.many === true || last?.complete === 'query';
  const spec = specs[positionals.length] ?? (isLong ? last : undefined);
  return spec === undefined ? [] : await valuesOf(spec, current, positionals, place);
}

function positionalsOf(words: readonly string[], byFlag: ReadonlyMap<string, OptionSpec>): readonly string[] {
  return words.filter((word, at) => {
    const previous = byFlag.get(words[at - 1] ?? '');
    return !word.startsWith('-') && previous?.value === undefined;
  });
}

function flagsOf(options: Readonly<Record<string, OptionSpec>>, used: readonly string[]): readonly Candidate[] {
  const flags = Object.entries(options)
    .filter(([key, { many }]) => many || !used.includes(optionFlag(key)))
    .map(([key, { help }]) => ({ value: optionFlag(key), help }));
  return [...flags, { value: '--help', help: 'Explains the command, with examples.' }];
}

async function valuesOf(
  { choices, complete }: { readonly choices?: readonly string[]; readonly complete?: Completion },
  current: string,
  positionals: readonly string[],
  { host, before }: Place,
): Promise<readonly Candidate[]> {
  if (choices !== undefined) return choices.map((value) => ({ value }));
  if (complete === undefined) return [];
  if (complete === 'file') return [files];
  if (complete === 'kind') return (await import('./schema-kinds.ts')).schemaKinds.map(({ name }) => ({ value: name }));
  const { registryNames } = await import('./registry-names.ts');
  return await registryNames(complete, { current, model: positionals[0], parts: positionals, before, host });
}
