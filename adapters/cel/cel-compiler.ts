import {
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
  TypeError as TypeFault,
} from '@marcbachmann/cel-js';
import { MergelineError } from '../../core/errors.ts';
import type {
  CompiledExpression,
  ExaminedExpression,
  ExpressionCompiler,
} from '../../core/ports/expression-compiler.ts';
import { findLookups, isNode, loops } from './find-lookups.ts';

const maximumLength = 4096;
const limits = { maxAstNodes: 1000, maxDepth: 32, maxListElements: 256, maxMapEntries: 64, maxCallArguments: 8 };
/** A list from a manifest may have thousands of items; loops within loops multiply them. */
const maximumLoopDepth = 2;

/**
 * Compiles gate expressions in CEL, the Common Expression Language (github.com/google/cel-spec). An expression sees
 * `candidate`, `incumbent`, `model` and `stage` and nothing else: no clock, no function of ours, no object's own methods.
 */
export class CelCompiler implements ExpressionCompiler {
  readonly #environment = new Environment({ limits })
    .registerVariable('candidate', 'map')
    .registerVariable('incumbent', 'dyn')
    .registerVariable('model', 'map')
    .registerVariable('stage', 'string');

  /** Bound to the compiler, so that it can be handed on as a function. */
  readonly compile = (text: string): CompiledExpression => {
    const read = this.#read(text);
    if (read.fault !== undefined) throw refusalOf(text, read.fault);
    return (input) => {
      const answer = run(text, () => read.parsed(input));
      if (typeof answer === 'boolean') return answer;
      throw new MergelineError('INPUT_INVALID', `The expression answers neither true nor false: ${text}`);
    };
  };

  /** Bound like `compile`. */
  readonly examine = (text: string): ExaminedExpression => {
    const { parsed, fault } = this.#read(text);
    return {
      ...(fault && { fault: { message: fault.message, offset: fault.offset } }),
      lookups: parsed === undefined ? [] : findLookups(parsed.ast),
    };
  };

  #read(text: string): ReadExpression {
    if (text.length > maximumLength)
      return { fault: { message: `it is longer than ${maximumLength} characters`, offset: 0 } };
    try {
      const parsed = this.#environment.parse(text);
      const fault = faultOfParsed(parsed);
      return fault === undefined ? { parsed } : { parsed, fault };
    } catch (error) {
      return { fault: faultOfError(error) };
    }
  }
}

interface ExpressionFault {
  readonly message: string;
  readonly offset: number;
  readonly cause?: unknown;
}

type ReadExpression =
  | { readonly parsed: ParseResult; readonly fault?: undefined }
  | { readonly parsed?: ParseResult; readonly fault: ExpressionFault };

function faultOfParsed(parsed: ParseResult): ExpressionFault | undefined {
  const { valid, type, error } = parsed.check();
  if (!valid) return faultOfError(error);
  if (type !== 'bool' && type !== 'dyn') return { message: `it answers ${type}, not true or false`, offset: 0 };
  if (loopDepth(parsed.ast) <= maximumLoopDepth) return undefined;
  return { message: `it has loops nested more than ${maximumLoopDepth} deep`, offset: 0 };
}

function faultOfError(cause: unknown): ExpressionFault {
  const { summary, offset = 0 } = placedError(cause);
  return { message: summary, offset, cause };
}

function run(text: string, evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    const { summary, offset } = placedError(error);
    const at = offset === undefined ? '' : ` at column ${placeOf(text, offset).column}`;
    throw new MergelineError('INPUT_INVALID', `The expression stops${at}: ${summary}.`, {
      hint: 'Ask with has(…) for what may not be there, and for the incumbent with incumbent != null.',
      cause: error,
    });
  }
}

/** What the library or the engine under it said, without the source excerpt that the library draws. */
function placedError(error: unknown): { readonly summary: string; readonly offset?: number | undefined } {
  if (error instanceof ParseError || error instanceof TypeFault || error instanceof EvaluationError) {
    return { summary: error.summary, offset: error.range?.start };
  }
  return { summary: error instanceof Error ? error.message : String(error) };
}

function refusalOf(text: string, fault: ExpressionFault): MergelineError {
  const place = placeOf(text, fault.offset);
  const message = `The expression cannot be read at column ${place.column}: ${fault.message}.`;
  return new MergelineError('FILE_INVALID', message, {
    hint: 'The variables and an example stand in docs/gates.md, "Expressions".',
    details: [{ message: fault.message, ...place }],
    cause: fault.cause,
  });
}

/** Of a character in the text, both counted from 1. */
function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** How deep loops run inside the bodies of loops; a chain such as `list.filter(…).map(…)` is not deeper for its length. */
function loopDepth(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((deepest, it) => Math.max(deepest, loopDepth(it)), 0);
  if (!isNode(node)) return 0;
  if (node.op !== 'rcall' || !loops.has(node.args[0])) return loopDepth(node.args);
  const [, receiver, body] = node.args;
  return Math.max(loopDepth(receiver), 1 + loopDepth(body));
}
