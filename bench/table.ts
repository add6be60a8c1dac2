import type { Goal, Row } from './bench.ts';

/** For people: columns under their names, figures to the right. */
export function toTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => names.map((name) => shown(row[name])));
  const widths = names.map((name, column) =>
    Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const line = (texts: string[], pads: (string | number | undefined)[]) =>
    texts
      .map((text, column) =>
        typeof pads[column] === 'number' ? text.padStart(widths[column]!) : text.padEnd(widths[column]!),
      )
      .join('  ');
  const first = names.map((name) => rows.find((row) => row[name] !== undefined)?.[name]);
  return [line(names, first), ...cells.map((texts) => line(texts, first))].join('\n');
}

/** For docs/benchmarks.md. */
export function toMarkdown(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const rule = names.map((name) => (typeof rows[0]?.[name] === 'number' ? '--:' : '---'));
  const lines = rows.map((row) => names.map((name) => shown(row[name])));
  return [names, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function toGoalLines(goals: readonly Goal[]): string {
  return goals
    .map(({ goal, figure, reached }) => `${reached ? 'reached    ' : 'NOT REACHED'}  ${goal}: ${figure}`)
    .join('\n');
}

function shown(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Number.isInteger(value) || Math.abs(value) >= 100)
    return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toPrecision(3);
}
