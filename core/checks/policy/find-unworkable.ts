import type { Finding } from '../../../registry-schema/finding.ts';
import { gateLists } from '../../../registry-schema/gate-lists.ts';
import type { Policy } from '../../domain/policy.ts';
import type { ExpressionCompiler } from '../../ports/expression-compiler.ts';
import { unworkableExpression } from './unworkable-expression.ts';
import { unworkableFields } from './unworkable-fields.ts';
import { unworkableMetrics } from './unworkable-metrics.ts';
import { unworkableOrder } from './unworkable-order.ts';
import { unworkableBreakGlass, unworkablePeople } from './unworkable-people.ts';

/**
 * What of a policy can never work, whatever is registered, measured and approved: told when it is written, because the
 * gate itself would only tell when it judges. It keeps nobody from reading the policy: such a gate fails, and the others go on.
 */
export function findUnworkable(policy: Policy, examine: ExpressionCompiler['examine']): readonly Finding[] {
  const inGates = gateLists(policy).flatMap((list) =>
    list.gates.flatMap((gate, index) => {
      const placed = { gate, at: [...list.path, index], list, policy };
      return [
        ...unworkableMetrics(placed),
        ...unworkablePeople(placed),
        ...unworkableFields(placed),
        ...unworkableExpression(placed, examine),
      ];
    }),
  );
  return [...inGates, ...unworkableOrder(policy), ...unworkableBreakGlass(policy)];
}
