/** Answers true or false over `candidate`, `incumbent`, `model` and `stage`; throws when it cannot be evaluated. */
export type CompiledExpression = (input: Readonly<Record<string, unknown>>) => boolean;

/** Turns the text of an expression gate into a function that the judge calls synchronously. */
export interface ExpressionCompiler {
  /** @throws MergelineError `FILE_INVALID` that says what is wrong and at which column. */
  compile(text: string): CompiledExpression;
  /** What a text says, without any value to judge. */
  examine(text: string): ExaminedExpression;
}

export interface ExaminedExpression {
  /** Why it cannot be compiled, as a clause, and how many characters stand before the place. */
  readonly fault?: { readonly message: string; readonly offset: number };
  /** Every variable that it reads, with the names that lead on from there; none where it cannot be parsed. */
  readonly lookups: readonly Lookup[];
}

/** `candidate`, `metrics`, `verified`, `iris-test`: names that stand in the text; one that is computed ends them. */
export interface Lookup {
  readonly steps: readonly { readonly name: string; readonly offset: number }[];
  /** Whether it only asks if something is there. */
  readonly inHas: boolean;
}
