import type { Condition, FactValue, Predicate, SoughtWord } from '../../../core/domain/query.ts';

/** SQL with its parameters: nothing that somebody wrote is in the text. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly (FactValue | null)[];
}

/** A condition on the version `v`, true or false and never NULL. */
export function compileCondition(condition: Condition): Sql {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return joined(condition.operands.map(compileCondition), ` ${condition.kind.toUpperCase()} `);
    case 'not': {
      const { text, parameters } = compileCondition(condition.operand);
      return { text: `NOT ${text}`, parameters };
    }
    case 'words':
      return joined(condition.words.map(compileWord), ' AND ');
    default:
      return compilePredicate(condition);
  }
}

/** The id of a field, or NULL where no version has it. */
export const fieldId = '(SELECT id FROM field WHERE name = ?)';

function compilePredicate(predicate: Exclude<Predicate, { kind: 'words' }>): Sql {
  const { field } = predicate;
  switch (predicate.kind) {
    case 'present':
      return predicate.as === 'number'
        ? withFact(field, [{ text: 'number IS NOT NULL', parameters: [] }])
        : withFact(field, [
            { text: 'number IS NOT NULL', parameters: [] },
            { text: 'text IS NOT NULL', parameters: [] },
          ]);
    case 'compare': {
      const { operator, value } = predicate;
      return withFact(field, [{ text: `${columnOf(value)} ${operator} ?`, parameters: [value] }]);
    }
    case 'between': {
      const { low, high } = predicate;
      return withFact(field, [{ text: `${columnOf(low)} BETWEEN ? AND ?`, parameters: [low, high] }]);
    }
    case 'in':
      return withFact(
        field,
        predicate.values.map((value) => ({ text: `${columnOf(value)} = ?`, parameters: [value] })),
      );
    case 'like': {
      const { pattern, ignoreCase } = predicate;
      const given = ignoreCase ? 'coalesce(folded, text)' : 'text';
      const glob = globOf(ignoreCase ? pattern.toLowerCase() : pattern);
      return withFact(field, [{ text: `text IS NOT NULL AND ${given} GLOB ?`, parameters: [glob] }]);
    }
  }
}

/** The version has a fact of the field for which one of the tests holds. */
function withFact(field: string, tests: readonly Sql[]): Sql {
  if (tests.length === 0) return { text: '0', parameters: [] };
  const selects = tests.map(({ text }) => `SELECT version FROM fact WHERE field = ${fieldId} AND ${text}`);
  return {
    text: `v.id IN (${selects.join(' UNION ALL ')})`,
    parameters: tests.flatMap(({ parameters }) => [field, ...parameters]),
  };
}

function compileWord({ word, prefix }: SoughtWord): Sql {
  // Words are letters and digits, so that in quotes nothing in them means anything to FTS5.
  const match = `"${word}"${prefix ? '*' : ''}`;
  return {
    text:
      '(v.id IN (SELECT rowid FROM version_words WHERE version_words MATCH ?)' +
      ' OR v.model IN (SELECT rowid FROM model_words WHERE model_words MATCH ?))',
    parameters: [match, match],
  };
}

function joined(parts: readonly Sql[], by: string): Sql {
  return {
    text: `(${parts.map(({ text }) => text).join(by)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function columnOf(value: FactValue): 'number' | 'text' {
  return typeof value === 'number' ? 'number' : 'text';
}

/** GLOB looks at case in every letter, as LIKE in SQLite does in none. */
function globOf(pattern: string): string {
  return pattern.replace(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?');
}
