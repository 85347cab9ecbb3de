import { MergelineError } from '../errors.ts';

/** A card with its generated sections as they are now. */
export interface FilledCard {
  readonly text: string;
  /** Names of the generated sections that it has, in their order. */
  readonly blocks: readonly string[];
  /** Those of them that said something else before. */
  readonly stale: readonly string[];
  /** Those of a name that we generate nothing for. They are left as they are. */
  readonly unknown: readonly string[];
}

const markerPattern = /^ {0,3}<!-- *mergeline:(begin|end) +([a-z0-9-]+) *-->[ \t]*$/;
const fencePattern = /^ {0,3}(`{3,}|~{3,})/;

interface Block {
  readonly name: string;
  /** Of the line with the marker, from 0. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Puts text between the markers `<!-- mergeline:begin <name> -->` and `<!-- mergeline:end <name> -->` of a card. Nothing
 * outside of them changes, nor does the kind of its line ends; markers in fenced code are text.
 * @param file the path that faults are reported at.
 * @throws MergelineError `FILE_INVALID` for markers that are no pairs, or of the same name twice.
 */
export function fillCard(card: string, contents: ReadonlyMap<string, string>, file: string): FilledCard {
  const lines = card.split('\n');
  const lineEnd = card.includes('\r\n') ? '\r' : '';
  const blocks = findBlocks(lines, file);
  const stale: string[] = [];
  const unknown: string[] = [];
  const written: string[] = [];
  let from = 0;
  for (const { name, begin, end } of blocks) {
    written.push(...lines.slice(from, begin + 1));
    const present = lines.slice(begin + 1, end);
    const content = contents.get(name);
    if (content === undefined) unknown.push(name);
    if (content === undefined || isSame(present, content)) written.push(...present);
    else {
      stale.push(name);
      if (content !== '') written.push(...content.split('\n').map((line) => line + lineEnd));
    }
    from = end;
  }
  written.push(...lines.slice(from));
  return { text: written.join('\n'), blocks: blocks.map(({ name }) => name), stale, unknown };
}

/** Programs that format Markdown put empty lines around what stands there. */
function isSame(lines: readonly string[], content: string): boolean {
  return (
    lines
      .map((line) => line.replace(/\r$/, ''))
      .join('\n')
      .trim() === content.trim()
  );
}

function findBlocks(lines: readonly string[], file: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly name: string; readonly begin: number } | undefined;
  for (const { index, kind, name } of markersIn(lines)) {
    if (kind === 'begin') {
      if (open !== undefined) throw fault(file, open.begin, `mergeline:begin ${open.name} has no end`);
      if (blocks.some((block) => block.name === name))
        throw fault(file, index, `mergeline:begin ${name} stands here again`);
      open = { name, begin: index };
    } else {
      if (open?.name !== name) throw fault(file, index, `mergeline:end ${name} has no beginning`);
      blocks.push({ ...open, end: index });
      open = undefined;
    }
  }
  if (open !== undefined) throw fault(file, open.begin, `mergeline:begin ${open.name} has no end`);
  return blocks;
}

function* markersIn(lines: readonly string[]) {
  let fence: string | undefined;
  for (const [index, full] of lines.entries()) {
    const line = full.replace(/\r$/, '');
    const mark = fencePattern.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
      continue;
    }
    fence = mark;
    const [, kind, name] = markerPattern.exec(line) ?? [];
    if (kind !== undefined && name !== undefined) yield { index, kind, name };
  }
}

function fault(file: string, index: number, message: string): MergelineError {
  return new MergelineError('FILE_INVALID', `${file}:${index + 1}: ${message}.`, {
    details: [{ file, line: index + 1, message }],
    hint: 'A generated section stands between <!-- mergeline:begin <name> --> and <!-- mergeline:end <name> -->, each on a line of its own.',
  });
}
