import type { Emoji } from './load-emoji.ts';

/** As Unicode groups them; its group 2 holds parts of emoji only. The names are those of the texts. */
export const groups = [
  { group: 0, name: 'smileys', picture: '😀' },
  { group: 1, name: 'people', picture: '👋' },
  { group: 3, name: 'nature', picture: '🐻' },
  { group: 4, name: 'food', picture: '🍕' },
  { group: 5, name: 'travel', picture: '🚗' },
  { group: 6, name: 'activities', picture: '⚽' },
  { group: 7, name: 'objects', picture: '💡' },
  { group: 8, name: 'symbols', picture: '❤️' },
  { group: 9, name: 'flags', picture: '🏁' },
] as const;
type GroupName = (typeof groups)[number]['name'] | 'recent' | 'found';

export type EmojiRow =
  | { kind: 'title'; key: string; name: GroupName }
  | { kind: 'emoji'; key: string; cells: Emoji[] };

/** The picker's lines: what was used recently, then group by group. */
export function allRows(all: readonly Emoji[], recent: readonly string[], columns: number): EmojiRow[] {
  const used = recent.flatMap((char) => all.find((emoji) => emoji.char === char) ?? []);
  return [
    ...rowsOf('recent', used, columns),
    ...groups.flatMap(({ group, name }) =>
      rowsOf(
        name,
        all.filter((emoji) => emoji.group === group),
        columns,
      ),
    ),
  ];
}

export function rowsOf(name: GroupName, list: readonly Emoji[], columns: number): EmojiRow[] {
  const rows: EmojiRow[] = list.length ? [{ kind: 'title', key: name, name }] : [];
  for (let from = 0; from < list.length; from += columns) {
    rows.push({ kind: 'emoji', key: `${name} ${from}`, cells: list.slice(from, from + columns) });
  }
  return rows;
}

export interface Place {
  row: number;
  column: number;
}

/** Where an arrow leads to: along the lines as in a text, up and down past titles. Null at an end. */
export function placeAfter(rows: readonly EmojiRow[], { row, column }: Place, key: string): Place | null {
  const cells = (at: number) => {
    const line = rows[at];
    return line?.kind === 'emoji' ? line.cells.length : 0;
  };
  const next = (step: 1 | -1) => {
    let at = row + step;
    while (rows[at]?.kind === 'title') at += step;
    return cells(at) ? at : null;
  };
  const step = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  const isAcross = key === 'ArrowRight' || key === 'ArrowLeft';
  if (isAcross && column + step >= 0 && column + step < cells(row)) return { row, column: column + step };
  const at = next(step);
  if (at === null) return null;
  if (isAcross) return { row: at, column: step === 1 ? 0 : cells(at) - 1 };
  return { row: at, column: Math.min(column, cells(at) - 1) };
}
