/** Counts the subscriptions of each key. `add` and `remove` give the keys that came or went by it. */
export function createCounts<Key>() {
  const counts = new Map<Key, number>();
  return {
    has: (key: Key): boolean => counts.has(key),
    keys: (): Iterable<Key> => counts.keys(),

    add(keys: Iterable<Key>): Key[] {
      const came: Key[] = [];
      for (const key of keys) {
        const count = counts.get(key) ?? 0;
        counts.set(key, count + 1);
        if (count === 0) came.push(key);
      }
      return came;
    },

    /** A key that isn't counted is left alone: one unsubscribe too many must not hurt the next subscriber. */
    remove(keys: Iterable<Key>): Key[] {
      const went: Key[] = [];
      for (const key of keys) {
        const count = counts.get(key);
        if (count === undefined) continue;
        if (count > 1) {
          counts.set(key, count - 1);
        } else {
          counts.delete(key);
          went.push(key);
        }
      }
      return went;
    },
  };
}
