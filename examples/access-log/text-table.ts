/** Rows under their heads: the first column to the left, numbers to the right, a line above the last row if it sums up. */
export function textTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  { summed = false }: { summed?: boolean } = {},
): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)))
      .join('   ');
  const rule = widths.map((width) => '─'.repeat(width)).join('───');
  const lines = rows.map(line);
  if (summed && rows.length > 1) lines.splice(-1, 0, rule);
  return [line(heads), rule, ...lines].join('\n');
}
