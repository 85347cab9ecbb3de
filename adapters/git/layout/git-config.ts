import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifPresent } from '../if-present.ts';

/** A repository's own settings, `section.key` or `section.subsection.key`; sections and keys in lower case. */
export class GitConfig {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** The last value, which is the one that counts. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** Every value, in the order of the files. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Undefined when it is not set. */
  flag(name: string): boolean | undefined {
    const value = this.get(name)?.toLowerCase();
    return value === undefined ? undefined : !['false', 'no', 'off', '0', ''].includes(value);
  }

  names(): readonly string[] {
    return [...this.#values.keys()];
  }
}

/** Reads `config` of the common directory and, where Git would, `config.worktree`. Settings of the user and of the machine do not count. */
export async function readGitConfig({ commonDir, gitDir }: { commonDir: string; gitDir: string }): Promise<GitConfig> {
  const shared = parseGitConfig((await ifPresent(readFile(join(commonDir, 'config'), 'utf8'))) ?? '');
  if (!new GitConfig(shared).flag('extensions.worktreeconfig')) return new GitConfig(shared);
  const own = parseGitConfig((await ifPresent(readFile(join(gitDir, 'config.worktree'), 'utf8'))) ?? '');
  const merged = new Map(shared);
  for (const [name, values] of own) merged.set(name, [...(merged.get(name) ?? []), ...values]);
  return new GitConfig(merged);
}

const sectionLine = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)$/;
const settingLine = /^\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/s;

/** The syntax of `git help config`, without includes. Lines that Git would refuse are passed over. */
export function parseGitConfig(text: string): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  let section = '';
  for (const line of text.replace(/\r\n/g, '\n').replace(/\\\n/g, '').split('\n')) {
    const [, name, subsection, rest] = sectionLine.exec(line) ?? [];
    if (name !== undefined) {
      section = name.toLowerCase() + (subsection === undefined ? '' : `.${subsection.replace(/\\(.)/g, '$1')}`);
    }
    const [, key, value] = settingLine.exec(rest ?? line) ?? [];
    if (key === undefined) continue;
    const full = `${section}.${key.toLowerCase()}`;
    values.set(full, [...(values.get(full) ?? []), value === undefined ? 'true' : unquote(value)]);
  }
  return values;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** Takes quotes and escapes away, and a comment that stands outside of quotes. */
function unquote(value: string): string {
  let text = '';
  let solid = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at] as string;
    if (char === '"') {
      quoted = !quoted;
      solid = text.length;
      continue;
    }
    if (!quoted && (char === '#' || char === ';')) break;
    if (char === '\\') {
      at += 1;
      text += escapes[value[at] ?? ''] ?? value[at] ?? '';
      solid = text.length;
      continue;
    }
    text += char;
    if (quoted || !/\s/.test(char)) solid = text.length;
  }
  return text.slice(0, solid);
}
