import type { SqlType } from './types.ts';

/** The part of the service's query language that is understood, as a tree. `at` is an offset into the query. */
export type Expression =
  | { readonly kind: 'null' | 'true' | 'false'; readonly at: number }
  | { readonly kind: 'text' | 'decimal'; readonly text: string; readonly at: number }
  | { readonly kind: 'integer'; readonly value: bigint; readonly at: number }
  | { readonly kind: 'interval'; readonly nanoseconds: bigint; readonly at: number }
  | { readonly kind: 'column'; readonly qualifier?: string; readonly name: string; readonly at: number }
  | { readonly kind: 'negative' | 'not'; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: 'and' | 'or' | 'concat'; readonly operands: readonly Expression[]; readonly at: number }
  | {
      readonly kind: 'between';
      readonly subject: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly at: number;
    }
  | {
      readonly kind: 'in';
      readonly subject: Expression;
      readonly among: readonly Expression[];
      readonly at: number;
    }
  | { readonly kind: 'is-null'; readonly subject: Expression; readonly at: number }
  | {
      readonly kind: 'case';
      readonly subject?: Expression;
      readonly whens: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise?: Expression;
      readonly at: number;
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly to: SqlType; readonly at: number }
  | Call;

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[] | '*';
  readonly distinct: boolean;
  readonly filter?: Expression;
  readonly over?: { readonly partitionBy: readonly Expression[]; readonly orderBy: readonly SortKey[] };
  readonly at: number;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | Comparison;
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface SortKey {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Query {
  readonly kind: 'query';
  readonly with: readonly { readonly name: string; readonly query: Query; readonly at: number }[];
  /** One, or several joined by UNION ALL. */
  readonly terms: readonly (Select | Query)[];
  readonly orderBy: readonly SortKey[];
  readonly limit?: bigint;
  readonly at: number;
}

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from?: Relation;
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
  readonly at: number;
}

export type SelectItem =
  | { readonly kind: 'all'; readonly qualifier?: string; readonly at: number }
  | { readonly kind: 'item'; readonly expression: Expression; readonly alias?: string };

export type Relation =
  | {
      readonly kind: 'named';
      readonly database?: string;
      readonly name: string;
      readonly alias?: string;
      readonly at: number;
    }
  | { readonly kind: 'derived'; readonly query: Query; readonly alias?: string; readonly at: number };
