import type { Policy } from '../domain/policy.ts';
import type { Condition, FactValue } from '../domain/query.ts';

/** The condition with each alias of a stage replaced by the stage's own name, which is all that versions know. */
export function withStageNames(condition: Condition, { stages }: Pick<Policy, 'stages'>): Condition {
  const nameOf = (value: FactValue) => stages.find(({ aliases }) => aliases.includes(String(value)))?.name ?? value;
  return replaced(condition, nameOf);
}

function replaced(condition: Condition, nameOf: (value: FactValue) => FactValue): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, operands: condition.operands.map((operand) => replaced(operand, nameOf)) };
    case 'not':
      return { ...condition, operand: replaced(condition.operand, nameOf) };
    case 'compare':
      return isOfStage(condition) && condition.operator === '='
        ? { ...condition, value: nameOf(condition.value) }
        : condition;
    case 'in':
      return isOfStage(condition) ? { ...condition, values: condition.values.map(nameOf) } : condition;
    default:
      return condition;
  }
}

/** What a condition wants of `stage` that is neither the name nor an alias of one. */
export function unknownStages(condition: Condition, { stages }: Pick<Policy, 'stages'>): readonly string[] {
  const known = new Set<FactValue>(stages.flatMap(({ name, aliases }) => [name, ...aliases]));
  return stagesIn(condition).flatMap((value) => (known.has(value) ? [] : [String(value)]));
}

function stagesIn(condition: Condition): readonly FactValue[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.flatMap(stagesIn);
    case 'not':
      return stagesIn(condition.operand);
    case 'compare':
      return isOfStage(condition) && condition.operator === '=' ? [condition.value] : [];
    case 'in':
      return isOfStage(condition) ? condition.values : [];
    default:
      return [];
  }
}

function isOfStage({ field }: { readonly field: string }): boolean {
  return field === 'stage';
}
