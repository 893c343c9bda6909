import { queryFault } from './source.ts';
import type { Expression } from './syntax.ts';
import { type Typed, typed } from './typed.ts';
import type { SqlType } from './types.ts';

/** The columns that names can mean in one SELECT. Names are not case-sensitive, quoted or not, as in the service. */
export interface Scope {
  /** Refuses a name that no column has, or more than one. */
  column(source: string, column: Expression & { kind: 'column' }): Typed;
  /** All columns in order, for `*`. Refuses a qualifier that names nothing. */
  all(source: string, at: number, qualifier?: string): readonly ScopedColumn[];
}

export interface ScopedColumn {
  readonly name: string;
  readonly typed: Typed;
}

/**
 * @param alias the relation's name inside DuckDB, whose columns are `k0`, `k1` and so on
 * @param qualifiers what the query may write before a dot
 */
export function scopeOf(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  alias: string,
  qualifiers: readonly string[],
): Scope {
  const scoped = columns.map(({ name, type }, index) => ({ name, typed: typed(`${alias}.k${index}`, type) }));
  const known = new Set(qualifiers.map((qualifier) => qualifier.toLowerCase()));
  return {
    column(source, { name, qualifier, at }) {
      const written = qualifier === undefined ? name : `${qualifier}.${name}`;
      const found =
        qualifier === undefined || known.has(qualifier.toLowerCase())
          ? scoped.filter((column) => column.name.toLowerCase() === name.toLowerCase())
          : [];
      if (found.length > 1) throw queryFault(source, at, `Column '${written}' is ambiguous`);
      const [only] = found;
      if (!only) throw queryFault(source, at, `Column '${written}' does not exist`);
      return only.typed;
    },
    all(source, at, qualifier) {
      if (qualifier !== undefined && !known.has(qualifier.toLowerCase()))
        throw queryFault(source, at, `Unable to resolve reference ${qualifier}`);
      return scoped;
    },
  };
}
