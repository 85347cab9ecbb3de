import { type Command, commonOptions, type OptionSpec, type OptionSpecs, optionFlag } from './command.ts';
import { type CommandEntry, commandTable, groups, membersOf } from './command-table.ts';
import { alignColumns, blocks, indent, lines, type Page, paint, wrapText } from './page.ts';
import { usageOf, wordOf } from './usage.ts';

export function helpOfProgram(page: Page): string {
  const width = Math.max(...commandTable.map(({ name }) => name.length));
  return blocks(
    `${paint(page, 'bold', 'mergeline')}: the model registry that lives in Git.`,
    section(page, 'Usage', 'mergeline <command> [arguments] [options]'),
    ...groups.map((group) =>
      section(
        page,
        group,
        listOf(
          page,
          commandTable.filter((entry) => entry.group === group),
          width,
        ),
      ),
    ),
    section(page, 'Options of every command', optionList(page, commonOptions)),
    section(page, 'A first walk', firstWalk(page)),
    'mergeline <command> --help explains a command, with examples.',
  );
}

function firstWalk(page: Page): string {
  const steps = [
    ['mergeline init', 'a registry in the current directory'],
    ['mergeline register iris model.pkl', 'version 1.0.0; later ones take the next number'],
    ['mergeline promote iris@1.0.0 --to staging', 'opens a proposal where the stage asks for review'],
    ['mergeline proposal approve 1', 'by somebody else'],
    ['mergeline proposal merge 1', 'moves the stage and publishes exactly what was reviewed'],
  ];
  return alignColumns(steps.map(([words = '', does = '']) => [paint(page, 'cyan', words), paint(page, 'dim', does)]));
}

export function helpOfFamily(page: Page, family: string): string {
  const members = membersOf(family);
  return blocks(
    section(page, 'Usage', `mergeline ${family} <command> [arguments] [options]`),
    section(page, 'Commands', listOf(page, members)),
    `mergeline ${family} <command> --help explains a command, with examples.`,
  );
}

export function helpOfCommand(page: Page, { name, summary }: CommandEntry, command: Command): string {
  return blocks(
    `${summary}.`,
    section(page, 'Usage', usageOf(name, command)),
    section(page, 'Arguments', argumentList(page, command)),
    section(page, 'Options', optionList(page, command.options)),
    section(page, 'Options of every command', optionList(page, commonOptions)),
    ...(command.notes ?? []).map((note) => wrapText(note, widthOfHelp(page))),
    section(page, 'Examples', exampleList(page, command)),
  );
}

function section(page: Page, title: string, body: string): string | undefined {
  return body === '' ? undefined : lines(paint(page, 'bold', title), indent(body));
}

function listOf(page: Page, entries: readonly CommandEntry[], width = 0): string {
  return alignColumns(entries.map(({ name, summary }) => [paint(page, 'cyan', name.padEnd(width)), summary]));
}

function argumentList(page: Page, command: Command): string {
  return explained(
    page,
    Object.entries(command.arguments).map(([key, spec]) => [wordOf(key, spec), spec.help]),
  );
}

function optionList(page: Page, options: OptionSpecs): string {
  return explained(
    page,
    Object.entries(options).map(([key, spec]) => [formOf(key, spec), explanationOf(spec)]),
  );
}

/** `--tag <k=v>…` */
export function formOf(key: string, { value, many, short }: OptionSpec): string {
  const flags = short === undefined ? optionFlag(key) : `-${short}, ${optionFlag(key)}`;
  return value === undefined ? flags : `${flags} <${value}>${many ? '…' : ''}`;
}

export function explanationOf({ help, required, fallback }: OptionSpec): string {
  if (required) return `${help} Required.`;
  return fallback === undefined ? help : `${help} Default: ${fallback}.`;
}

const widestForm = 32;

/** A form and what it means beside it, wrapped; a long form stands on a line of its own. */
function explained(page: Page, pairs: readonly (readonly [form: string, help: string])[]): string {
  const width = Math.max(0, ...pairs.map(([form]) => (form.length > widestForm ? 0 : form.length)));
  const margin = ' '.repeat(width + 2);
  return pairs
    .map(([form, help]) => {
      const text = wrapText(help, widthOfHelp(page) - margin.length - 2).replaceAll('\n', `\n${margin}`);
      const painted = paint(page, 'cyan', form);
      return form.length > width
        ? `${painted}\n${margin}${text}`
        : `${painted}${' '.repeat(width - form.length + 2)}${text}`;
    })
    .join('\n');
}

function exampleList(page: Page, command: Command): string {
  return command.examples
    .map(({ words, does }) => lines(paint(page, 'cyan', `mergeline ${words}`), indent(paint(page, 'dim', does))))
    .join('\n');
}

/** Long lines are hard to read, also where there is room for them. */
function widthOfHelp({ columns }: Page): number {
  return Math.min(columns, 100);
}
