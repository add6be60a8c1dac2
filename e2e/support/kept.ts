import { expect, type Page } from '@playwright/test';

interface KeptChat {
  chat: { uri: string };
  messages?: { message: string }[];
}

/** The chats that a page keeps in the browser with their messages. It writes a second after a change. */
export async function keptChats(page: Page, database = 'chatire-kept') {
  const chats = await rows<KeptChat>(page, database, 'chats');
  return chats.flatMap(({ chat: { uri }, messages }) =>
    messages ? [{ uri, texts: messages.map(({ message }) => message) }] : [],
  );
}

/** Who is brought back without the server. */
export async function keptPerson(page: Page, database = 'chatire-kept'): Promise<string | undefined> {
  const [person] = await rows<{ self: { username: string } }>(page, database, 'person');
  return person?.self.username;
}

export const kept = async (page: Page): Promise<string[]> => (await keptChats(page)).map(({ uri }) => uri);

/** Messages are shown at once, and outlast the page from a moment later. */
export const expectKeptUnsent = (page: Page, texts: readonly string[]): Promise<void> =>
  expect
    .poll(async () => (await rows<{ text: string }>(page, 'chatire', 'unsent')).map(({ text }) => text))
    .toEqual(texts);

/** Each version of the page that its worker keeps: whether with this file, which isn't needed at first. */
export function keptPages(page: Page, file = 'ChatDetails'): Promise<boolean[]> {
  return page.evaluate(async (wanted) => {
    const versions = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const files = await Promise.all(versions.map((version) => version.keys()));
    return files.map((all) => all.some(({ url }) => url.includes(wanted)));
  }, file);
}

function rows<Row>(page: Page, database: string, table: string): Promise<Row[]> {
  return page.evaluate(
    async ([name, store]) => {
      // Asking for it must not make it.
      const all = await indexedDB.databases();
      if (!all.some((one) => one.name === name)) return [];
      return await new Promise<Row[]>((resolve) => {
        const opening = indexedDB.open(name);
        opening.addEventListener('success', () => {
          const stored = opening.result.transaction(store).objectStore(store).getAll();
          stored.addEventListener('success', () => {
            opening.result.close();
            resolve(stored.result);
          });
        });
      });
    },
    [database, table] as const,
  );
}
