import { specialNames, writeScalars } from './canonical-writer.ts';

/**
 * Reads the one form of YAML that `canonical-writer.ts` writes: block mappings and lists indented by two spaces, names
 * that need no quotes or have double ones, and values that are JSON on one line. Whole-line comments and empty lines may
 * stand between. In that form YAML 1.2 and JSON mean the same, and anchors, tags, documents and duplicates cannot be said.
 * @returns undefined for any other text, however good its YAML is.
 */
export function readCanonical(text: string): unknown {
  const reader = new CanonicalReader(text);
  try {
    return reader.read();
  } catch (error) {
    if (error === otherForm) return undefined;
    throw error;
  }
}

/** Thrown without a stack, because most files of people end here. */
const otherForm = Symbol('not the canonical form');

const quotedName = /"(?:[^"\\]|\\.)*"/y;
const plainName = /[A-Za-z_][A-Za-z0-9_-]*/y;
const skipped = /(?: *#.*\n|\n)*/y;
const plainStringPattern = /^"[^"\\]*"$/;
const numberPattern = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const surrogateEscape = /\\u[dD][89a-fA-F]/;
const maximumDepth = 16;

class CanonicalReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    this.#skip();
    const value = this.#mapping(0, 1);
    if (this.#at !== this.#text.length) throw otherForm;
    return value;
  }

  /** The lines of this indentation, the first of which may stand behind a `- `. */
  #mapping(indentation: number, depth: number): Record<string, unknown> {
    if (depth > maximumDepth) throw otherForm;
    const object: Record<string, unknown> = {};
    do {
      const name = this.#name();
      if (Object.hasOwn(object, name)) throw otherForm;
      if (this.#takes('\n')) object[name] = this.#block(indentation + 2, depth + 1);
      else if (this.#takes(' ')) object[name] = scalar(this.#restOfLine());
      else throw otherForm;
    } while (this.#continues(indentation));
    return object;
  }

  #block(indentation: number, depth: number): unknown {
    if (!this.#continues(indentation)) throw otherForm;
    return this.#text.startsWith('- ', this.#at) ? this.#list(indentation, depth) : this.#mapping(indentation, depth);
  }

  #list(indentation: number, depth: number): unknown[] {
    if (depth > maximumDepth) throw otherForm;
    const items: unknown[] = [];
    do {
      if (!this.#takes('- ')) throw otherForm;
      const start = this.#at;
      const isMapping =
        this.#take(this.#text[start] === '"' ? quotedName : plainName) !== undefined && this.#takes(':');
      this.#at = start;
      items.push(isMapping ? this.#mapping(indentation + 2, depth + 1) : scalar(this.#restOfLine()));
    } while (this.#continues(indentation));
    return items;
  }

  /** Steps to the next line when it has exactly this indentation; stays when it has less. */
  #continues(indentation: number): boolean {
    this.#skip();
    let at = this.#at;
    while (this.#text.charCodeAt(at) === 0x20) at += 1;
    if (at - this.#at > indentation) throw otherForm;
    if (at - this.#at < indentation || at === this.#text.length) return false;
    this.#at = at;
    return true;
  }

  /** Steps over empty lines and comments. */
  #skip(): void {
    skipped.lastIndex = this.#at;
    skipped.test(this.#text);
    this.#at = skipped.lastIndex;
  }

  #name(): string {
    const isQuoted = this.#text[this.#at] === '"';
    const written = this.#take(isQuoted ? quotedName : plainName);
    if (written === undefined || !this.#takes(':')) throw otherForm;
    const name = isQuoted ? string(written) : written;
    if (name === '__proto__' || (!isQuoted && specialNames.has(name))) throw otherForm;
    return name;
  }

  #restOfLine(): string {
    const end = this.#text.indexOf('\n', this.#at);
    if (end <= this.#at) throw otherForm;
    const rest = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return rest;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return undefined;
    const taken = this.#text.slice(this.#at, pattern.lastIndex);
    this.#at = pattern.lastIndex;
    return taken;
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function scalar(written: string): unknown {
  switch (written.charCodeAt(0)) {
    case 0x22:
      return string(written);
    case 0x5b:
      return listOfScalars(written);
    default:
      return word(written);
  }
}

function word(written: string): unknown {
  switch (written) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    case '{}':
      return {};
    default:
      return number(written);
  }
}

function string(written: string): string {
  if (plainStringPattern.test(written)) return written.slice(1, -1);
  if (surrogateEscape.test(written)) throw otherForm;
  const value = json(written);
  if (typeof value !== 'string') throw otherForm;
  return value;
}

/** Integers beyond 2^53 would be rounded without a word. */
function number(written: string): number {
  const value = Number(written);
  const exact = Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value));
  if (!numberPattern.test(written) || !(exact || String(value) === written.replace('.0e', 'e'))) throw otherForm;
  return value;
}

function listOfScalars(written: string): unknown[] {
  if (surrogateEscape.test(written)) throw otherForm;
  const value = json(written);
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)) throw otherForm;
  const isRounded = (item: unknown) => typeof item === 'number' && Math.abs(item) > Number.MAX_SAFE_INTEGER;
  if (value.some(isRounded) && writeScalars(value) !== written) throw otherForm;
  return value;
}

function json(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    throw otherForm;
  }
}
