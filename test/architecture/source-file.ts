import { posix } from 'node:path';
import { type Node, parseSync, Visitor } from 'oxc-parser';

export interface Import {
  /** As written; undefined when it is computed, so that nobody can tell what it is. */
  readonly specifier: string | undefined;
  /** `type` is gone at run time; `dynamic` is `import(…)`, `require(…)`, and `new URL('./worker.ts', import.meta.url)`. */
  readonly kind: 'static' | 'dynamic' | 'type';
  readonly line: number;
  /** Path from the repository's root of a relative import. */
  readonly target: string | undefined;
}

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Lines that end the process. */
  readonly exits: readonly number[];
  /** Lines with a default export. */
  readonly defaultExports: readonly number[];
}

/** @throws Error when the text is no TypeScript. */
export function readSourceFile(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const imports: Import[] = [];
  const exits: number[] = [];
  const defaultExports: number[] = [];
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const add = (kind: Import['kind'], source: Node | null | undefined, at: number) => {
    const specifier = literalOf(source);
    imports.push({ specifier, kind, line: lineOf(at), target: targetOf(path, specifier) });
  };

  new Visitor({
    ImportDeclaration: (node) => add(isTypeOnly(node) ? 'type' : 'static', node.source, node.start),
    ExportAllDeclaration: (node) => add(node.exportKind === 'type' ? 'type' : 'static', node.source, node.start),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.exportKind === 'type' ? 'type' : 'static', node.source, node.start);
      if (node.specifiers.some(({ exported }) => nameOf(exported) === 'default'))
        defaultExports.push(lineOf(node.start));
    },
    ExportDefaultDeclaration: (node) => {
      defaultExports.push(lineOf(node.start));
    },
    ImportExpression: (node) => add('dynamic', node.source, node.start),
    TSImportType: (node) => add('type', node.source, node.start),
    NewExpression: (node) => {
      if (nameOf(node.callee) !== 'URL' || node.arguments[1]?.type !== 'MemberExpression') return;
      if (/\.[cm]?[jt]s$/.test(literalOf(node.arguments[0]) ?? '')) add('dynamic', node.arguments[0], node.start);
    },
    CallExpression: (node) => {
      if (nameOf(node.callee) === 'require') add('dynamic', node.arguments[0], node.start);
    },
    MemberExpression: (node) => {
      const ends = ['exit', 'abort', 'reallyExit'].includes(nameOf(node.property) ?? '');
      if (ends && nameOf(node.object) === 'process') exits.push(lineOf(node.start));
    },
  }).visit(program);

  return { path, lines: text.trimEnd().split('\n').length, imports, exits, defaultExports };
}

function isTypeOnly(node: Extract<Node, { type: 'ImportDeclaration' }>): boolean {
  if (node.importKind === 'type') return true;
  const { specifiers } = node;
  return (
    specifiers.length > 0 && specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type')
  );
}

function literalOf(node: Node | null | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function nameOf(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : literalOf(node);
}

function targetOf(path: string, specifier: string | undefined): string | undefined {
  return specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}
