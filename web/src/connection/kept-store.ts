import type { Chat, Member, Message, Self } from '@chatire/protocol';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { ownName } from '../own-address.ts';

/** A chat as the page last showed it. */
export interface KeptChat {
  chat: Chat;
  members: Member[] | null;
  /** How far events had brought the messages; the chat itself may be further on. */
  position: number;
  /** The newest messages, if the chat was opened. */
  messages: Message[] | null;
  hasOlder: boolean;
}
export interface Kept {
  self: Self;
  /** The database's, of which the positions are places in its logs. */
  epoch: string | null;
  chats: KeptChat[];
}

interface Tables extends DBSchema {
  person: { key: string; value: Omit<Kept, 'chats'> };
  chats: { key: string; value: KeptChat };
}

/** Milliseconds until storage that doesn't answer counts as withheld. */
const patience = 2_000;

/**
 * What one person's page showed last, in this browser's IndexedDB: of one person only, whoever was here last. Each call rejects
 * where the browser withholds storage; then there is nothing to read without the server.
 */
export function createKeptStore(name = ownName('chatire-kept')) {
  let opening: Promise<IDBPDatabase<Tables>> | null = null;

  const open = () =>
    (opening ??= openDB<Tables>(name, 1, {
      upgrade(db) {
        db.createObjectStore('person');
        db.createObjectStore('chats');
      },
      blocking: (_current, _wanted, event) => {
        opening = null;
        (event.target as IDBDatabase).close();
      },
      terminated: () => void (opening = null),
    }));

  const inTime = <Answer>(answer: Promise<Answer>) =>
    Promise.race([
      answer,
      new Promise<never>((_, reject) => setTimeout(reject, patience, new Error('The storage hangs.'))),
    ]);

  async function read(): Promise<Kept | null> {
    const both = (await open()).transaction(['person', 'chats']);
    const [person, chats] = await Promise.all([
      both.objectStore('person').get('self'),
      both.objectStore('chats').getAll(),
    ]);
    return person ? { ...person, chats } : null;
  }

  return {
    read: () => inTime(read()),

    /** What another person left goes, and so does every chat that isn't among `all`. `chats`: those that changed. */
    async write({ self, epoch, chats }: Kept, all: readonly string[]) {
      const change = (await open()).transaction(['person', 'chats'], 'readwrite');
      const [people, kept] = [change.objectStore('person'), change.objectStore('chats')];
      const before = await people.get('self');
      if (before && before.self.id !== self.id) await kept.clear();
      await people.put({ self, epoch }, 'self');
      for (const uri of await kept.getAllKeys()) if (!all.includes(uri)) await kept.delete(uri);
      for (const one of chats) {
        const older = await kept.get(one.chat.uri);
        // Another tab has it open: this one knows of its newest message only.
        if (one.messages || !older?.messages) await kept.put(one, one.chat.uri);
        else await kept.put({ ...older, ...newerChat(one, older) }, one.chat.uri);
      }
      await change.done;
    },

    async clear() {
      const change = (await open()).transaction(['person', 'chats'], 'readwrite');
      await Promise.all([change.objectStore('person').clear(), change.objectStore('chats').clear()]);
      await change.done;
    },
  };
}

/** Members belong to the place in the log that their chat shows. */
const newerChat = (one: KeptChat, older: KeptChat): Partial<KeptChat> =>
  one.chat.sequence > older.chat.sequence ? { chat: one.chat, members: one.members } : {};
