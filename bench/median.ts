import type { Row } from './bench.ts';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One row of several rounds' rows: the median of each figure. */
export function medianRow(rows: readonly Row[]): Row {
  const entries = Object.entries(rows[0] ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : median(rows.map((row) => Number(row[name]))),
  ]);
  return Object.fromEntries(entries) as Row;
}
