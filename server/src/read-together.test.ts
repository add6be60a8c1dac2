import { expect, test } from 'vitest';
import { readTogether } from './read-together.ts';

test('who asks while a read is under way shares the next one, and gets what is read after asking', async () => {
  let value = 'old';
  const reads: number[][] = [];
  const ends: (() => void)[] = [];
  const read = readTogether(async (keys: readonly number[]) => {
    reads.push([...keys]);
    const rows = new Map(keys.map((key) => [key, value]));
    await new Promise<void>((resolve) => ends.push(resolve));
    return rows;
  });
  const first = read([1]);
  value = 'new';
  const later = [read([1]), read([2, 3]), read([3])];
  ends.shift()?.();
  expect(await first).toEqual(new Map([[1, 'old']]));
  ends.shift()?.();
  for (const rows of await Promise.all(later)) expect(rows.get(3)).toBe('new');
  expect((await later[0])?.get(1)).toBe('new');
  expect(reads).toEqual([[1], [1, 2, 3]]);
});

test('a read that fails fails for those who share it, and for nobody after', async () => {
  let failing = true;
  const read = readTogether(async (keys: readonly number[]) => {
    if (failing) throw new Error('The database is away.');
    return new Map(keys.map((key) => [key, key]));
  });
  await expect(Promise.all([read([1]), read([2])])).rejects.toThrow('away');
  failing = false;
  expect(await read([1])).toEqual(new Map([[1, 1]]));
});
