import type { RegistryContext } from '../context.ts';
import type { Gate } from '../domain/policy.ts';
import type { CompiledExpression, ExpressionCompiler } from '../ports/expression-compiler.ts';

/** One function for each expression among the gates. One that does not compile fails its gate, not the judgement of the others. */
export async function compileExpressions(
  gates: readonly Gate[],
  { loadExpressions }: Pick<RegistryContext, 'loadExpressions'>,
): Promise<ReadonlyMap<string, CompiledExpression>> {
  const texts = gates.flatMap((gate) => (gate.gate === 'expression' ? [gate.expression] : []));
  if (texts.length === 0) return new Map();
  const { compile } = await loadExpressions();
  return new Map(texts.map((text) => [text, compileOrFail(text, compile)]));
}

function compileOrFail(text: string, compile: ExpressionCompiler['compile']): CompiledExpression {
  try {
    return compile(text);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
