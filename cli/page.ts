import type { WritePlace } from '../core/registry.ts';
import type { Environment, Terminal } from './host.ts';

export type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** What a presenter may know of the place where its text will stand. */
export interface Page {
  readonly colour: boolean;
  /** Leaves the advice out. */
  readonly quiet: boolean;
  /** Leaves nothing out. */
  readonly verbose?: boolean | undefined;
  /** Characters in a line. */
  readonly columns: number;
  /** `--registry` as it was given, so that the commands we suggest work as they are. */
  readonly registry?: string | undefined;
  /** `--as` as it was given, likewise. */
  readonly actor?: string | undefined;
  /** `--at` as it was given, likewise. */
  readonly at?: string | undefined;
  /** Where what the command wrote stands; absent where it opened no registry. */
  readonly writes?: WritePlace | undefined;
}

/** `node:util` as an ES module loads everything it can offer, which takes as long as all of our help. */
function util(): typeof import('node:util') {
  return process.getBuiltinModule('node:util');
}

export function paint(page: Page, style: Paint, text: string): string {
  return page.colour && text !== '' ? util().styleText(style, text, { validateStream: false }) : text;
}

/** What fits a terminal. A pipe gets whole lines. */
export function pageOn(terminal: Terminal, env: Environment, given: PageOptions = {}): Page {
  const { quiet = false, verbose = false, registry, as: actor } = given;
  const columns = terminal.isTTY ? terminal.columns : Number.POSITIVE_INFINITY;
  return { colour: wantsColour(terminal, env), quiet, verbose, columns, registry, actor };
}

/** Options of every command that say what a page looks like. */
export interface PageOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly registry?: string;
  readonly as?: string;
}

/** https://no-color.org, https://force-color.org */
function wantsColour(terminal: Terminal, env: Environment): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return terminal.isTTY && env['TERM'] !== 'dumb';
}

/** Blocks of text, an empty line between them. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part).join('\n\n');
}

export function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n');
}

export function indent(text: string, by = 2): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

/** The commands a person is likely to type next, with what each is for. */
export function nextCommands(page: Page, commands: readonly (readonly [words: string, purpose: string])[]): string {
  if (page.quiet || commands.length === 0) return '';
  const rows = commands.map(([words, purpose]) => [
    paint(page, 'cyan', commandLine(page, words)),
    paint(page, 'dim', purpose),
  ]);
  return lines(paint(page, 'bold', 'Next'), indent(alignColumns(rows)));
}

/** Commands in which it matters who acts. */
const acting =
  /^(?:register|promote|rollback|withdraw|hold|unhold|publish|evaluate|model (?:create|edit|card \S+ --write)|base|proposal (?!list|show))/;

/** Commands that take `--at`. */
const reading =
  /^(?:list|show|compare|search|history|pull|predict|serve|model card(?!.* --write)|proposal (?:list|show))(?: |$)/;

/** A whole command, with the options of the present one that it needs to mean the same. */
export function commandLine({ registry, actor, at }: Page, words: string): string {
  const moment = at === undefined || !reading.test(words) || words.includes('--at ') ? '' : ` --at ${quoteWord(at)}`;
  const place = registry === undefined ? '' : ` --registry ${quoteWord(registry)}`;
  const isNamed = actor === undefined || !acting.test(words) || words.includes('--as ');
  return `mergeline ${words}${moment}${place}${isNamed ? '' : ` --as ${quoteWord(actor)}`}`;
}

/** As a POSIX shell reads it back. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Label and value, aligned; those without a value are left out. */
export function fields(page: Page, pairs: readonly (readonly [label: string, value: string | undefined])[]): string {
  const rows = pairs.flatMap(([label, value]) => (value === undefined ? [] : [[paint(page, 'dim', label), value]]));
  return indent(alignColumns(rows));
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Our own titles are in capitals; names out of the registry keep their letters. */
export function table(page: Page, columns: readonly (string | Column)[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => paint(page, 'dim', typeof column === 'string' ? column : column.title));
  const right = columns.map((column) => typeof column !== 'string' && column.align === 'right');
  return alignColumns([head, ...rows], { right, width: page.columns });
}

export interface Alignment {
  /** Columns that end where their title ends. */
  readonly right?: readonly boolean[];
  /** Where the last column is wrapped. */
  readonly width?: number;
}

/** Two spaces between columns, none at the end of a line. */
export function alignColumns(rows: readonly (readonly string[])[], { right = [], width }: Alignment = {}): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\s*\n\s*/g, ' ')));
  const length = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length }, (_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  const margin = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - margin;
  return cells
    .map((row) => {
      const padded = row.map((cell, at) => pad(cell, widths[at] ?? 0, right[at] ?? false));
      const last =
        row.length === length ? wrapText(row.at(-1) ?? '', room).replaceAll('\n', `\n${' '.repeat(margin)}`) : '';
      return (last.includes('\n') ? [...padded.slice(0, -1), last] : padded).join('  ').trimEnd();
    })
    .join('\n');
}

const narrowest = 30;

/** Breaks between words; a column too narrow for reading stays as it is. */
export function wrapText(text: string, width: number): string {
  if (width < narrowest || widthOf(text) <= width) return text;
  const wrapped: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      wrapped.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...wrapped, line].join('\n');
}

function pad(cell: string, width: number, right: boolean): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return right ? room + cell : cell + room;
}

const isPlain = /^[ -~]*$/;
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Columns of a terminal that the text takes: https://unicode.org/reports/tr11 */
export function widthOf(text: string): number {
  if (isPlain.test(text)) return text.length;
  const plain = util().stripVTControlCharacters(text);
  if (isPlain.test(plain)) return plain.length;
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += wide.test(segment) ? 2 : 1;
  return width;
}
