/** What a query asks of one version; field names are those under which a searchable version keeps its facts. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  | Predicate;

/** True when some value of the field is as described, so never where the field is missing. */
export type Predicate =
  | { readonly kind: 'present'; readonly field: string; readonly as: 'anything' | 'number' }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: Comparison;
      readonly value: FactValue;
    }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly FactValue[] }
  | { readonly kind: 'between'; readonly field: string; readonly low: FactValue; readonly high: FactValue }
  | { readonly kind: 'like'; readonly field: string; readonly pattern: string; readonly ignoreCase: boolean }
  /** Every word occurs somewhere in the texts about the version. */
  | { readonly kind: 'words'; readonly words: readonly SoughtWord[] };

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** Numbers compare with numbers, texts with texts by code point. */
export type FactValue = number | string;

export interface SoughtWord {
  readonly word: string;
  /** `fraud*`: whatever begins so. */
  readonly prefix: boolean;
}

export interface OrderTerm {
  readonly field: string;
  readonly descending: boolean;
}

export interface Query {
  /** Every version, when absent. */
  readonly where?: Condition;
  readonly order: readonly OrderTerm[];
  readonly limit?: number;
  /** The fields that the query names, as it spells them out in full, for whoever shows the answer. */
  readonly mentioned: readonly string[];
}
