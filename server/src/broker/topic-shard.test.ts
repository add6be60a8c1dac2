import { expect, test } from 'vitest';
import { shardOf } from './topic-shard.ts';

test('a topic has the same shard in every release', () => {
  expect(['', 'chat:1', 'chat:17', 'user:5', 'chat:123456789'].map(shardOf)).toMatchInlineSnapshot(`
    [
      1492,
      1685,
      2596,
      1542,
      615,
    ]
  `);
});

test('the topics of consecutive chats spread over the shards', () => {
  const counts = new Map<number, number>();
  for (let number = 1; number <= 40_960; number += 1) {
    const shard = shardOf(`chat:${number}`);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect(counts.size).toBeGreaterThan(4_000);
  expect(Math.max(...counts.values())).toBeLessThan(40);
  expect(Math.max(...counts.keys())).toBe(4_095);
});
