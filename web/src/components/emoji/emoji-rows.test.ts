import { expect, test } from 'vitest';
import { allRows, placeAfter, rowsOf } from './emoji-rows.ts';
import { loadEmoji } from './load-emoji.ts';

const all = await loadEmoji('en');

test('arrows lead through all emoji, past titles, and back again', () => {
  const rows = allRows(all, ['🎉', '🚀'], 8);
  expect(rows[0]).toMatchObject({ kind: 'title', name: 'recent' });
  let place = { row: 1, column: 0 };
  let steps = 0;
  for (let next; (next = placeAfter(rows, place, 'ArrowRight')); place = next) steps++;
  expect(steps).toBe(all.length + 2 - 1);
  for (let next; (next = placeAfter(rows, place, 'ArrowLeft')); place = next) steps--;
  expect([steps, place]).toEqual([0, { row: 1, column: 0 }]);
});

test('up and down keep the column where the line is long enough', () => {
  const rows = [...rowsOf('recent', all.slice(0, 3), 8), ...rowsOf('found', all.slice(0, 16), 8)];
  expect(placeAfter(rows, { row: 3, column: 6 }, 'ArrowDown')).toEqual({ row: 4, column: 6 });
  expect(placeAfter(rows, { row: 3, column: 6 }, 'ArrowUp')).toEqual({ row: 1, column: 2 });
  expect(placeAfter(rows, { row: 1, column: 2 }, 'ArrowUp')).toBeNull();
});
