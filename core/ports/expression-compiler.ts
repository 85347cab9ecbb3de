import type { CompiledExpression } from '../gates/candidacy.ts';

/** Turns the text of an expression gate into a function that the judge calls synchronously. */
export interface ExpressionCompiler {
  /** @throws MergelineError `FILE_INVALID` that says what is wrong and at which column. */
  compile(text: string): CompiledExpression;
}
