import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { ownName } from '../own-address.ts';
import type { StoredMessage } from './unsent.ts';

/** The key is counted up by the database, across tabs and reloads: clocks jump, this doesn't. */
interface Tables extends DBSchema {
  unsent: { key: number; value: StoredMessage; indexes: { client_id: string; user: number } };
}

/** Milliseconds until storage that doesn't answer counts as withheld. */
const patience = 2_000;

/**
 * Unsent messages in this browser's IndexedDB. Each call rejects where the browser withholds storage (private
 * windows, a full disk); nothing else depends on it. `onBack`: what had counted as withheld has answered.
 */
export function createUnsentStore(onBack: () => void = () => {}) {
  let opening: Promise<IDBPDatabase<Tables>> | null = null;
  let hangs = false;

  async function database() {
    return await (opening ??= openDB<Tables>(ownName('chatire'), 1, {
      upgrade(db) {
        const unsent = db.createObjectStore('unsent', { autoIncrement: true });
        unsent.createIndex('client_id', 'client_id', { unique: true });
        unsent.createIndex('user', 'user');
      },
      // A later Chatire in another tab wants to change the tables.
      blocking: (_current, _wanted, event) => {
        opening = null;
        (event.target as IDBDatabase).close();
      },
      terminated: () => void (opening = null),
    }));
  }

  async function ask<Answer>(work: (db: IDBPDatabase<Tables>) => Promise<Answer>): Promise<Answer> {
    if (hangs) throw new Error('The storage hangs.');
    let timer: ReturnType<typeof setTimeout>;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        hangs = true;
        reject(new Error('The storage hangs.'));
      }, patience);
    });
    const answer = database().then(work);
    // A page that was frozen hears its timers before its answers.
    const isBack = () => {
      if (!hangs) return;
      hangs = false;
      onBack();
    };
    void answer.then(isBack).catch(() => {});
    return await Promise.race([answer, limit]).finally(() => clearTimeout(timer));
  }

  const writing = (db: IDBPDatabase<Tables>) =>
    db.transaction('unsent', 'readwrite', { durability: 'strict' });

  return {
    /** In the order in which they were written. */
    list: (user: number) => ask((db) => db.getAllFromIndex('unsent', 'user', user)),

    /** Resolves when it is on disk. */
    add: (message: StoredMessage) =>
      ask(async (db) => {
        const change = writing(db);
        void change.store.add(message);
        // Also when the page is gone in the next moment.
        change.commit();
        await change.done;
      }),

    change: (client_id: string, part: Partial<StoredMessage>) =>
      ask(async (db) => {
        const change = writing(db);
        const cursor = await change.store.index('client_id').openCursor(client_id);
        if (cursor) await cursor.update({ ...cursor.value, ...part });
        await change.done;
      }),

    remove: (client_id: string) =>
      ask(async (db) => {
        const change = writing(db);
        const key = await change.store.index('client_id').getKey(client_id);
        if (key !== undefined) await change.store.delete(key);
        await change.done;
      }),

    removeAll: (user: number) =>
      ask(async (db) => {
        const change = writing(db);
        for (const key of await change.store.index('user').getAllKeys(user)) await change.store.delete(key);
        await change.done;
      }),
  };
}
export type UnsentStore = ReturnType<typeof createUnsentStore>;
