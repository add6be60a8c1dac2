/**
 * The same reading of rows by their keys, but calls that come while one is under way share the next one: many callers at once cost
 * two queries, a lone one waits for nobody. Each gets what was read after it asked; the map may hold other callers' rows, too.
 */
export function readTogether<Key, Row>(
  read: (keys: readonly Key[]) => Promise<Map<Key, Row>>,
): (keys: readonly Key[]) => Promise<Map<Key, Row>> {
  interface Caller {
    keys: readonly Key[];
    resolve(rows: Map<Key, Row>): void;
    reject(error: unknown): void;
  }
  let waiting: Caller[] = [];
  let reading = false;

  async function readAll(): Promise<void> {
    reading = true;
    while (waiting.length > 0) {
      const callers = waiting;
      waiting = [];
      try {
        const rows = await read([...new Set(callers.flatMap((caller) => caller.keys))]);
        for (const caller of callers) caller.resolve(rows);
      } catch (error) {
        for (const caller of callers) caller.reject(error);
      }
    }
    reading = false;
  }

  return (keys) =>
    new Promise((resolve, reject) => {
      waiting.push({ keys, resolve, reject });
      if (!reading) void readAll();
    });
}
