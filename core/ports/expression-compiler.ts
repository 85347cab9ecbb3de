/** Answers true or false over `candidate`, `incumbent`, `model` and `stage`; throws when it cannot be evaluated. */
export type CompiledExpression = (input: Readonly<Record<string, unknown>>) => boolean;

/** Turns the text of an expression gate into a function that the judge calls synchronously. */
export interface ExpressionCompiler {
  /** @throws MergelineError `FILE_INVALID` that says what is wrong and at which column. */
  compile(text: string): CompiledExpression;
}
