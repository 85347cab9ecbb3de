import { type Command, commonOptions, type OptionSpecs } from '../../cli/command.ts';
import { type CommandEntry, commandTable, groups } from '../../cli/command-table.ts';
import { explanationOf, formOf } from '../../cli/help.ts';
import { usageOf, wordOf } from '../../cli/usage.ts';
import { anchorOf, code, fenced, generatedMark, page, table } from './markdown.ts';

/** docs/commands.md: every command with its arguments, options and examples. */
export async function commandPage(): Promise<string> {
  const sections = await Promise.all(
    commandTable.map(async (entry) => [entry.group, commandSection(entry, await entry.load())] as const),
  );
  return page(
    generatedMark,
    '# Commands',
    'What `mergeline <command> --help` says, on one page. Exit codes, output and JSON are in [cli.md](cli.md).',
    overview(),
    '## Options of every command',
    optionTable(commonOptions),
    ...groups.flatMap((group) => [
      `## ${group}`,
      ...sections.filter(([itsGroup]) => itsGroup === group).map(([, section]) => section),
    ]),
  );
}

function overview(): string {
  const linkTo = ({ name }: CommandEntry) => `[${name}](#${anchorOf(`mergeline ${name}`)})`;
  const commandsOf = (group: string) => commandTable.filter((entry) => entry.group === group).map(linkTo);
  return table(
    ['group', 'commands'],
    groups.map((group) => [group, commandsOf(group).join(' · ')]),
  );
}

function commandSection({ name, summary }: CommandEntry, command: Command): string {
  return page(
    `### mergeline ${name}`,
    `${summary}.`,
    fenced(usageOf(name, command)),
    argumentTable(command),
    optionTable(command.options),
    ...(command.notes ?? []),
    fenced(command.examples.map(({ words, does }) => `# ${does}\nmergeline ${words}`).join('\n\n'), 'sh'),
  ).trimEnd();
}

function argumentTable(command: Command): string | undefined {
  const rows = Object.entries(command.arguments).map(([key, spec]) => [code(wordOf(key, spec)), spec.help]);
  return rows.length === 0 ? undefined : table(['argument', ''], rows);
}

function optionTable(options: OptionSpecs): string | undefined {
  const rows = Object.entries(options).map(([key, spec]) => [code(formOf(key, spec)), explanationOf(spec)]);
  return rows.length === 0 ? undefined : table(['option', ''], rows);
}
