import type { ASTNode } from '@marcbachmann/cel-js';
import type { Lookup } from '../../core/ports/expression-compiler.ts';

type Step = Lookup['steps'][number];

/** The macros that give a name to each item of a list in turn. */
export const loops: ReadonlySet<unknown> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Every variable that an expression reads and no loop of it binds, with the constant names that follow it. */
export function findLookups(ast: ASTNode): readonly Lookup[] {
  return lookupsIn(ast, { bound: new Set(), inHas: false });
}

interface Scope {
  readonly bound: ReadonlySet<string>;
  readonly inHas: boolean;
}

function lookupsIn(node: unknown, scope: Scope): readonly Lookup[] {
  if (Array.isArray(node)) return node.flatMap((inner) => lookupsIn(inner, scope));
  if (!isNode(node)) return [];
  const { variable, names, computed } = chainOf(node);
  if (variable === undefined) return lookupsBelow(node, scope);
  const further = lookupsIn(computed, { ...scope, inHas: false });
  return scope.bound.has(variable) ? further : [{ steps: names, inHas: scope.inHas }, ...further];
}

function lookupsBelow(node: ASTNode, scope: Scope): readonly Lookup[] {
  if (node.op === 'rcall' && loops.has(node.args[0])) {
    const [, receiver, [item, ...body]] = node.args;
    const bound = item?.op === 'id' ? scope.bound.union(new Set([item.args])) : scope.bound;
    return [...lookupsIn(receiver, scope), ...lookupsIn(body, { ...scope, bound })];
  }
  if (node.op === 'call' && node.args[0] === 'has') return lookupsIn(node.args[1], { ...scope, inHas: true });
  return lookupsIn(node.args, scope);
}

interface Chain {
  /** Undefined where something else than a variable is at the start. */
  readonly variable?: string;
  readonly names: readonly Step[];
  /** What stands in brackets and is no constant. */
  readonly computed: readonly ASTNode[];
}

/** `candidate.metrics.verified["iris-test"].f1`, taken apart. What comes after a computed name is not known. */
function chainOf(node: ASTNode): Chain {
  if (node.op === 'id') {
    const name = node.args;
    return { variable: name, names: [{ name, offset: node.range.start }], computed: [] };
  }
  if (node.op !== '.' && node.op !== '[]') return { names: [], computed: [] };
  const [receiver, step] = node.args;
  const chain = chainOf(receiver);
  if (chain.variable === undefined || chain.computed.length > 0)
    return typeof step === 'string' ? chain : { ...chain, computed: [...chain.computed, step] };
  const known = stepOf(node);
  if (known !== undefined) return { ...chain, names: [...chain.names, known] };
  return typeof step === 'string' ? chain : { ...chain, computed: [step] };
}

function stepOf(node: ASTNode): Step | undefined {
  if (node.op === '.') return { name: node.args[1], offset: node.range.end - node.args[1].length };
  if (node.op !== '[]' || node.args[1].op !== 'value') return undefined;
  const { args: value, range } = node.args[1];
  const isName = typeof value === 'string' || typeof value === 'bigint';
  return isName ? { name: String(value), offset: range.start } : undefined;
}

export function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
