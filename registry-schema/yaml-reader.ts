import type { CST, Document, Node, Pair, Scalar, YAMLError, YAMLMap } from 'yaml';
import { type Path, show } from './finding.ts';
import { halfCharacter } from './half-characters.ts';
import { yaml } from './late-packages.ts';
import { unreadable } from './unreadable.ts';
import { offsetOf, type Part, sourceAt, startOf } from './yaml-positions.ts';

/** Where something stands in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something that our files may not hold, whatever it means. */
export interface YamlFault extends Position {
  readonly path: Path;
  readonly message: string;
}

/** A text as plain data, with the way back from the data to the text. */
export interface YamlText {
  /** What could not be read is `unreadable`. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** The place of a value, of its name, of a character in it, or of the nearest thing around that is there. */
  positionOf(path: Path, part?: Part): Position;
  /** A number, true, false or null as it was written: `1.10`. */
  writtenAt(path: Path): string | undefined;
}

const maximumDepth = 32;
const hexOrOctal = /^[-+]?0[xo]/;
const wholeNumber = /^[-+]?[0-9]+$/;

/** Reads any YAML 1.2 text and says all that is wrong with it: for people, so it takes its time. */
export function readYaml(text: string): YamlText {
  const { Composer, LineCounter, Parser } = yaml();
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line, column: col };
  };
  const foreign = foreignText(text);
  if (foreign !== undefined) return unreadableText({ path: [], ...foreign });
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = offsetOfTooDeep(tokens);
  if (tooDeep !== undefined) {
    return unreadableText({
      path: [],
      message: `is nested more than ${maximumDepth} levels deep`,
      ...at(tooDeep),
    });
  }
  const [document, ...others] = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
  }).compose(tokens);
  if (document === undefined) return unreadableText({ path: [], message: 'is empty', line: 1, column: 1 });
  const reader = new NodeReader(text, at);
  const value = reader.read(document, others);
  return {
    value,
    faults: reader.faults,
    positionOf: (path, part) => at(offsetOf(document, path, part, text)),
    writtenAt: (path) => sourceAt(document, path),
  };
}

function unreadableText(fault: YamlFault): YamlText {
  return { value: unreadable, faults: [fault], positionOf: () => fault, writtenAt: () => undefined };
}

/** What programs leave in the place of the file that people expect. */
function foreignText(text: string): (Position & { readonly message: string }) | undefined {
  if (text.startsWith('version https://git-lfs.github.com/')) {
    const message = 'is a Git LFS pointer, not the file itself; files of the registry do not belong into LFS';
    return { line: 1, column: 1, message };
  }
  const conflict = text.split('\n').findIndex((line) => /^<{7} /.test(line));
  return conflict < 0 ? undefined : { line: conflict + 1, column: 1, message: 'holds a merge conflict; resolve it' };
}

class NodeReader {
  readonly faults: YamlFault[] = [];
  readonly #text: string;
  readonly #at: (offset: number) => Position;

  constructor(text: string, at: (offset: number) => Position) {
    this.#text = text;
    this.#at = at;
  }

  read(document: Document, others: readonly Document[]): unknown {
    const [error] = document.errors;
    if (error !== undefined) {
      // What a parser says after its first fault is about its own confusion.
      this.#syntaxFault(error);
      return unreadable;
    }
    const [second] = others;
    if (second !== undefined) {
      this.fault([], second.range?.[0] ?? 0, 'starts a second document; one file holds one');
      return unreadable;
    }
    return this.#value(document.contents, []);
  }

  #syntaxFault({ message, pos: [offset] }: YAMLError): void {
    const tab = /^ *\t/m.exec(this.#text.slice(0, offset + 1));
    if (tab === null) this.fault([], offset, `is not YAML: ${lowerFirst(message)}`);
    else this.fault([], tab.index + tab[0].length - 1, 'is indented with a tab; use spaces');
  }

  fault(path: Path, offset: number, message: string): void {
    this.faults.push({ path, message, ...this.#at(offset) });
  }

  #value(node: unknown, path: Path): unknown {
    const { isAlias, isMap, isNode, isScalar, isSeq } = yaml();
    if (node === null) return null;
    if (!isNode(node)) return unreadable;
    if (isAlias(node)) {
      this.fault(path, startOf(node), `is the YAML alias *${bare(node.source)}; write the value out`);
      return unreadable;
    }
    const hazard = hazardOf(node);
    if (hazard !== undefined) {
      this.fault(path, startOf(node), hazard);
      return unreadable;
    }
    if (isMap(node)) return this.#mapping(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.#value(item, [...path, index]));
    return isScalar(node) ? this.#scalar(node, path) : unreadable;
  }

  #mapping(node: YAMLMap, path: Path): unknown {
    const object: Record<string, unknown> = {};
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const name = this.#name(pair.key, path);
      if (name === undefined) continue;
      if (Object.hasOwn(object, name)) {
        this.fault([...path, name], startOf(pair.key), 'stands here a second time');
        continue;
      }
      object[name] = this.#value(pair.value, [...path, name]);
    }
    return object;
  }

  #name(key: Node, path: Path): string | undefined {
    const { isAlias, isNode, isScalar } = yaml();
    const written = isScalar(key) ? (key.source ?? '') : '';
    const fault = (message: string) => this.fault([...path, written], startOf(key), message);
    const hazard = isNode(key) ? hazardOf(key) : undefined;
    if (isAlias(key)) fault(`is the YAML alias *${bare(key.source)}; write the name out`);
    else if (hazard !== undefined) fault(hazard);
    else if (!isScalar(key)) fault('has a list or a mapping for a name; a name is text');
    else if (typeof key.value !== 'string')
      fault(`is ${bare(written) || 'nothing'} for a name; write it in quotes: ${show(written)}`);
    else if (!key.value.isWellFormed()) fault(halfCharacter);
    else if (key.value === '__proto__') fault('is a name that programs may not use');
    else if (key.value === '<<' && key.type === 'PLAIN') fault('is a YAML merge; write the fields out');
    else return key.value;
    return undefined;
  }

  #scalar(node: Scalar, path: Path): unknown {
    const { value, source = '' } = node;
    const fault = typeof value === 'number' ? faultOfNumber(value, source) : faultOfText(value);
    if (fault === undefined) return value;
    this.fault(path, startOf(node), fault);
    return unreadable;
  }
}

function hazardOf(node: Node): string | undefined {
  if ('anchor' in node && node.anchor !== undefined)
    return `has the YAML anchor &${bare(node.anchor)}; write every value out`;
  if (node.tag !== undefined) return `has the YAML tag ${bare(node.tag)}; leave it out`;
  return undefined;
}

function faultOfNumber(value: number, source: string): string | undefined {
  if (!Number.isFinite(value)) return `is ${source}, which is no finite number`;
  if (hexOrOctal.test(source)) return `is ${source}; write ${value}, or "${source}" if it is text`;
  if (wholeNumber.test(source) && !Number.isSafeInteger(value) && String(value) !== source) {
    return `is ${show(source)}, which is too large to be kept exactly; write it in quotes if it is text`;
  }
  return undefined;
}

function faultOfText(value: unknown): string | undefined {
  return typeof value === 'string' && !value.isWellFormed() ? halfCharacter : undefined;
}

/** The parser keeps its own stack, but composing recurses: what is nested too deeply must be found before. */
function offsetOfTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const stack: { readonly token: unknown; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { token, depth } = entry;
    if (typeof token !== 'object' || token === null) continue;
    if (depth > maximumDepth && 'offset' in token) return token.offset as number;
    if ('items' in token) {
      for (const { key, value } of token.items as CST.CollectionItem[]) {
        stack.push({ token: key, depth: depth + 1 }, { token: value, depth: depth + 1 });
      }
    } else if ('value' in token) stack.push({ token: token.value, depth });
  }
  return undefined;
}

/** Escaped and cut, without quotes. */
function bare(text: string): string {
  return show(text).slice(1, -1);
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '');
}
