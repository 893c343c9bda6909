import type { Column, TableSchema } from './table-schema.ts';

export const MAX_DIMENSIONS = 128;
export const MAX_MEASURE_NAMES = 8192;
/** Distinct attributes of multi-measure records in a table. */
export const MAX_MEASURE_COLUMNS = 1024;

export type NewColumn = Pick<Column, 'name' | 'kind' | 'type'>;

/** What a record asks of the schema. */
export interface Shape {
  readonly measureName: string;
  readonly columns: readonly NewColumn[];
}

/** A schema that records may still grow. */
export interface SchemaDraft {
  /** Makes room for a record, or answers why it cannot be had and leaves the draft as it is. */
  admit(shape: Shape): string | undefined;
  /** The base itself where nothing was added. */
  schema(): TableSchema;
}

export function draftSchema(base: TableSchema): SchemaDraft {
  // Most records add nothing: nothing is copied until one does.
  let columns: Map<string, Column> | undefined;
  let measureNames: Set<string> | undefined;
  const schema = (): TableSchema =>
    columns || measureNames
      ? { columns: columns ?? base.columns, measureNames: measureNames ?? base.measureNames }
      : base;
  return {
    schema,
    admit(shape) {
      const missing: NewColumn[] = [];
      for (const wanted of shape.columns) {
        const known = schema().columns.get(wanted.name.toLowerCase());
        if (!known) missing.push(wanted);
        else if (known.name !== wanted.name || known.kind !== wanted.kind || known.type !== wanted.type)
          return conflict(known, wanted);
      }
      const newName = !schema().measureNames.has(shape.measureName);
      const excess = excessOf(schema(), missing, newName);
      if (excess) return excess;
      if (missing.length > 0) columns ??= new Map(base.columns);
      for (const column of missing) columns?.set(column.name.toLowerCase(), stored(column, columns.size));
      if (newName) measureNames ??= new Set(base.measureNames);
      if (newName) measureNames?.add(shape.measureName);
      return undefined;
    },
  };
}

/** Columns are numbered in the order of their first record. */
export const stored = ({ name, kind, type }: NewColumn, position: number): Column => ({
  name,
  kind,
  type,
  stored: `c${position}`,
});

function conflict(known: Column, wanted: NewColumn): string {
  if (known.name !== wanted.name)
    return `The column ${wanted.name} differs only in case from the existing column ${known.name}.`;
  if (known.kind !== wanted.kind)
    return `The name ${wanted.name} is a ${known.kind.toLowerCase()} of this table and cannot be a ${wanted.kind.toLowerCase()} too.`;
  return `The measure ${wanted.name} has the data type ${known.type} in this table, not ${wanted.type}.`;
}

function excessOf(schema: TableSchema, added: readonly NewColumn[], newName: boolean): string | undefined {
  if (newName && schema.measureNames.size >= MAX_MEASURE_NAMES)
    return `The table would have more than ${MAX_MEASURE_NAMES} measure names.`;
  if (added.length === 0) return undefined;
  const all = [...schema.columns.values(), ...added];
  const count = (kind: Column['kind']) => all.filter((column) => column.kind === kind).length;
  if (count('DIMENSION') > MAX_DIMENSIONS)
    return `The table would have more than ${MAX_DIMENSIONS} dimensions.`;
  if (count('MEASURE') > MAX_MEASURE_COLUMNS)
    return `The table would have more than ${MAX_MEASURE_COLUMNS} measures.`;
  return undefined;
}
