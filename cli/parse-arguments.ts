import { Argument, CommanderError, Option, Command as Parser } from 'commander';
import { closestName } from '../core/domain/closest-name.ts';
import { MergelineError } from '../core/errors.ts';
import {
  type ArgumentSpec,
  type Command,
  commonOptions,
  type OptionSpec,
  type OptionSpecs,
  optionFlag,
} from './command.ts';
import { usageOf } from './usage.ts';

export interface CommonInput {
  readonly registry?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly as?: string;
}

/** Arguments and options of one command, checked against what it takes. */
export interface ParsedArguments {
  readonly input: Readonly<Record<string, unknown>>;
  readonly common: CommonInput;
}

/** @throws MergelineError `USAGE` with the form of the command and the option that was probably meant. */
export function parseArguments(name: string, command: Command, tokens: readonly string[]): ParsedArguments {
  const parser = parserOf(name, command);
  try {
    parser.parse(expandLists(tokens, command.options), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw explain(error, name, command, tokens);
    throw error;
  }
  const options = parser.opts<Record<string, unknown>>();
  checkRequired(options, name, command, tokens);
  const given = Object.fromEntries(Object.keys(command.arguments).map((key, at) => [key, parser.processedArgs[at]]));
  const own = Object.fromEntries(
    Object.entries(command.options).map(([key, spec]) => [key, options[key] ?? emptyValue(spec)]),
  );
  if (options['as'] === '') throw new MergelineError('USAGE', '--as is empty.', { hint: 'Write --as <name>.' });
  return { input: { ...given, ...own }, common: options };
}

/** After the parser has found what it does not know: a misspelt option is not a missing one. */
function checkRequired(
  given: Readonly<Record<string, unknown>>,
  name: string,
  command: Command,
  tokens: readonly string[],
): void {
  for (const [key, { required, value }] of Object.entries(command.options)) {
    if (!required || given[key] !== undefined) continue;
    throw new MergelineError('USAGE', `${optionFlag(key)} <${value}> is missing.`, {
      hint: correction(command, tokens) ?? helpFor(name, command),
    });
  }
}

function emptyValue(spec: OptionSpec): unknown {
  if (spec.many) return [];
  return spec.value === undefined ? false : undefined;
}

function parserOf(name: string, command: Command): Parser {
  const parser = new Parser(name).exitOverride().helpOption(false).showSuggestionAfterError(false);
  parser.configureOutput({ writeErr: () => {}, writeOut: () => {} }).action(() => {});
  for (const [key, spec] of Object.entries(command.arguments)) parser.addArgument(argumentOf(key, spec));
  for (const [key, spec] of Object.entries<OptionSpec>({ ...command.options, ...commonOptions })) {
    parser.addOption(optionOf(key, spec));
  }
  return parser;
}

function argumentOf(key: string, spec: ArgumentSpec): Argument {
  const word = spec.many ? `${key}...` : key;
  const argument = new Argument(spec.optional ? `[${word}]` : `<${word}>`);
  if (spec.many && spec.optional) argument.default([]);
  return spec.choices ? argument.choices(spec.choices) : argument;
}

function optionOf(key: string, spec: OptionSpec): Option {
  const flags = spec.short === undefined ? optionFlag(key) : `-${spec.short}, ${optionFlag(key)}`;
  const option = new Option(spec.value === undefined ? flags : `${flags} <value>`);
  if (spec.choices) option.choices(spec.choices);
  if (spec.fallback !== undefined) option.default(spec.fallback);
  if (spec.many) option.argParser<string[]>((value, earlier = []) => [...earlier, value]);
  return option;
}

/**
 * `--tag a=1 b=2` becomes `--tag=a=1 --tag=b=2`. Behind the first value only words with `=` follow, so a list before the
 * arguments does not swallow them.
 */
function expandLists(tokens: readonly string[], options: OptionSpecs): readonly string[] {
  const end = tokens.includes('--') ? tokens.indexOf('--') : tokens.length;
  const lists = new Set(
    Object.keys(options)
      .filter((key) => options[key]?.many)
      .map(optionFlag),
  );
  let list: string | undefined;
  let isFirst = false;
  const expanded = tokens.slice(0, end).map((token) => {
    if (list !== undefined && !isFirst && /^[^-=][^=]*=/.test(token)) return `${list}=${token}`;
    const [flag = ''] = token.split('=', 1);
    if (!isFirst) list = lists.has(flag) ? flag : undefined;
    isFirst = !isFirst && token === list;
    return token;
  });
  return [...expanded, ...tokens.slice(end)];
}

function explain(error: CommanderError, name: string, command: Command, tokens: readonly string[]): MergelineError {
  const help = correction(command, tokens) ?? helpFor(name, command);
  const unknown = error.code === 'commander.unknownOption' ? /'(--?[^'=]*)/.exec(error.message)?.[1] : undefined;
  if (unknown === undefined) return new MergelineError('USAGE', messageOf(error), { hint: help, cause: error });
  if (command.absentOptions?.map(optionFlag).includes(unknown)) {
    return new MergelineError('USAGE', `This version of mergeline ${name} does not take ${unknown}.`, { hint: help });
  }
  const flags = Object.keys({ ...command.options, ...commonOptions, help: '' }).map(optionFlag);
  // The parser knows a switch with a value as no option at all.
  if (flags.includes(unknown)) return new MergelineError('USAGE', `${unknown} takes no value.`, { hint: help });
  const meant = optionMeant(unknown, flags);
  return new MergelineError('USAGE', `mergeline ${name} has no option ${unknown}.`, {
    hint: meant === undefined ? help : `Did you mean ${meant}?\n${help}`,
    cause: error,
  });
}

/** The nearest option, or the only one that the text begins: `--out` is `--output`. */
function optionMeant(text: string, flags: readonly string[]): string | undefined {
  const begun = flags.filter((flag) => /^--\w/.test(text) && flag.startsWith(text));
  return begun.length === 1 ? begun[0] : closestName(text, flags);
}

function correction({ correct }: Command, tokens: readonly string[]): string | undefined {
  const words = correct?.(tokens);
  return words && `Did you mean: mergeline ${words}`;
}

function helpFor(name: string, command: Command): string {
  return `Usage: ${usageOf(name, command)}\nmergeline ${name} --help explains it.`;
}

/** The parser's message in our words. */
function messageOf({ code, message }: CommanderError): string {
  const [subject = ''] = /(?<=(?:argument|option) ')[^' ]+/.exec(message) ?? [];
  switch (code) {
    case 'commander.missingArgument':
      return `<${subject}> is missing.`;
    case 'commander.optionMissingArgument':
      return `${subject} needs a value.`;
    case 'commander.invalidArgument': {
      const [, value, choices] = /'([^']*)' is invalid.*choices are (.*)\.$/.exec(message) ?? [];
      return `${subject.startsWith('-') ? subject : `<${subject}>`} is one of ${choices}, not ${JSON.stringify(value)}.`;
    }
    default:
      return message.replace(/^error: t/, 'T');
  }
}
