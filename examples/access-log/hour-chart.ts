const HEIGHT = 8;
const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const MOST_DAYS = 7;
const HOUR = 3_600_000;

/** Columns of characters, one for each hour of the last days at most, over an axis of days (UTC). */
export function hourChart(hours: ReadonlyMap<number, number>): string {
  const known = [...hours.keys()].sort((a, b) => a - b);
  const last = startOfDay(known.at(-1) ?? 0) + 23 * HOUR;
  const first = Math.max(startOfDay(known[0] ?? 0), last - (MOST_DAYS * 24 - 1) * HOUR);
  const starts = Array.from({ length: (last - first) / HOUR + 1 }, (_, i) => first + i * HOUR);
  const values = starts.map((start) => hours.get(start) ?? 0);
  const most = Math.max(...values, 1);
  const scale = values.map((value) => Math.ceil((value / most) * HEIGHT * 8));
  const margin = most.toLocaleString('en').length;
  const rows = Array.from({ length: HEIGHT }, (_, i) => {
    const floor = (HEIGHT - 1 - i) * 8;
    const label = i === 0 ? most.toLocaleString('en') : '';
    const bars = scale.map((eighths) => EIGHTHS[Math.min(8, Math.max(0, eighths - floor))] || ' ');
    return `${label.padStart(margin)} │${bars.join('')}`.trimEnd();
  });
  const axis = starts.map((start) => (start % (24 * HOUR) === 0 ? '┴' : '─')).join('');
  const days = starts.filter((start) => start % (24 * HOUR) === 0);
  const names = days.map((day) => new Date(day).toISOString().slice(0, 10).padEnd(24)).join('');
  return [...rows, `${'0'.padStart(margin)} └${axis}`, `${' '.repeat(margin)}  ${names.trimEnd()}`].join(
    '\n',
  );
}

const startOfDay = (at: number): number => Math.floor(at / (24 * HOUR)) * 24 * HOUR;
